"""The shipped instrument and small ones, for the tests of the rules."""

from pathlib import Path

from surveys.rules.instrument_file import read_instrument_csv

ROOT = Path(__file__).resolve().parents[2]
FILE = ROOT / "surveys" / "instruments" / "cars_and_me_0.1.csv"
CARS_AND_ME = read_instrument_csv(FILE.read_text(encoding="utf-8"))

HEADER = "order,code,scale,kind,text,reverse,options,waves"
SMALL = read_instrument_csv(
    "\n".join(
        [
            HEADER,
            "1,att1,ATT,likert,One,1,1=No|2=So|3=Yes,before|after",
            "2,att2,ATT,likert,Two,0,1=No|2=So|3=Yes,before|after",
            "3,att3,ATT,likert,Three,0,1=No|2=So|3=Yes,before|after",
            "4,feel,,likert,Four,1,0=No|10=Half|35=Yes,after|follow_up",
            "5,who,,choice,Five,0,1=A|12=B,before",
            "6,plan,,text,Six,0,,after",
        ]
    )
)
