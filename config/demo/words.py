"""Invented words: names, schools, stations. None of them stands for a real person or place."""

AREA = "Strathmarra"
COUNCIL_CODE = "S12999999"  # a code that no council has

SCHOOLS = (
    # name, roll in S1 to S6, rural class
    ("Marra Academy", (182, 176, 171, 165, 148, 97), "Large urban areas"),
    ("Balfarran High School", (154, 149, 151, 140, 122, 80), "Other urban areas"),
    ("Kilorrin Academy", (121, 118, 109, 112, 96, 61), "Other urban areas"),
    ("Inverallt High School", (98, 94, 101, 90, 77, 49), "Accessible small towns"),
    ("St Drostan's High School", (92, 88, 85, 84, 70, 44), "Other urban areas"),
    ("Glenfarg Vale Academy", (76, 71, 69, 72, 58, 36), "Accessible rural"),
    ("Port Sgeir High School", (54, 51, 49, 50, 41, 27), "Remote small towns"),
    ("Loch Orra School", (31, 28, 33, 29, 22, 14), "Remote rural"),
    ("Eilean Mor Junior High", (11, 9, 12, 8, 6, 4), "Remote rural"),
)
# Invented places on real squares of the map, so that distances are such as people drive.
PLACES = {
    "Kinmarra Airfield": "NH 72 50",
    "Sgeir Airstrip": "NH 80 86",
    "Marra": "NH 66 45",
    "Balfarran": "NH 76 60",
    "Kilorrin": "NH 53 58",
    "Inverallt": "NH 92 53",
    "Loch Orra": "NH 43 30",
    "Port Sgeir": "NH 86 91",
}
STATIONS = {
    "POLICE": ("Marra", "Balfarran", "Kilorrin", "Port Sgeir"),
    "FIRE": ("Marra", "Balfarran", "Inverallt", "Loch Orra"),
    "AMBULANCE": ("Marra", "Kilorrin", "Port Sgeir"),
}
CARS = (
    ("Corsa, blue", "MANUAL"),
    ("Corsa, red", "MANUAL"),
    ("Fiesta, silver", "MANUAL"),
    ("Fiesta, white", "MANUAL"),
    ("Polo, grey", "MANUAL"),
    ("Clio, green", "MANUAL"),
    ("Leaf, white", "AUTOMATIC"),
    ("Leaf, black", "AUTOMATIC"),
)
GIVEN = (
    "Ailsa Aiden Amelia Angus Anna Archie Ava Blair Callum Cara Catriona Cole Daisy Daniel Eilidh "
    "Ella Erin Euan Ewan Finlay Fraser Freya Grace Hamish Hannah Harris Iain Iona Isla Jack Jamie "
    "Kayla Kirsty Lewis Logan Lucy Mairi Maisie Marek Maya Mirren Mohammed Murray Niamh Oleksandr "
    "Oliver Olivia Orla Poppy Robbie Rory Rosie Ruaridh Ruby Sami Skye Sophie Struan Thomas Zofia"
).split()
FAMILY = (
    "Bain Beaton Campbell Cameron Craig Dunbar Ferguson Fraser Gillies Grant Gunn Henderson Innes "
    "Johnston Kaczmarek Kerr Khan Kowalska Laing MacAulay MacDonald MacKay MacKenzie MacLeod "
    "MacRae Malik Martin McIntosh Milne Morrison Munro Murray Nicolson Ogilvie Paterson Rae Reid "
    "Robertson Ross Shaw Shevchenko Sinclair Smith-Ross Stewart Sutherland Urquhart Wallace Wood"
).split()
PLANS = (
    "Tell my cousin to slow down when I am in the car.",
    "Keep my phone in the back.",
    "Say no if the driver has been drinking.",
    "Ask my mum to let me practise more before I drive alone.",
    "Wear my seat belt in the back as well.",
)
