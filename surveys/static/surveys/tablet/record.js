// One pupil's answers while they are given, in memory alone; see surveys/rules/answers.py.

const BLANK = ".";
const RATHER_NOT = "!";
const SAID = "1"; // of a question for own words: there are some

export class Record {
  constructor(pack, typed, language) {
    this.pack = pack;
    this.typed = typed;
    this.language = language;
    this.codes = Array.from(pack.empty);
    this.words = {};
    this.number = 1;
    this.seenAll = false;
    this.began = performance.now();
  }

  get total() {
    return this.pack.items.length;
  }

  get item() {
    return this.pack.items[this.number - 1];
  }

  // The item's words in the language that was chosen.
  get wording() {
    const item = this.item;
    const translated = this.language?.items[item.code];
    if (!translated) return { text: item.text, labels: item.options.map(([, label]) => label) };
    return translated;
  }

  get given() {
    return this.codes[this.item.position - 1];
  }

  get isDeclined() {
    return this.given === RATHER_NOT;
  }

  // "" for Next without an answer; what was declined before stays so.
  choose(character) {
    if (character || !this.isDeclined) this.codes[this.item.position - 1] = character || BLANK;
  }

  decline() {
    this.codes[this.item.position - 1] = RATHER_NOT;
  }

  write(text) {
    const words = text.replaceAll("\r\n", "\n").trim().slice(0, this.pack.longest);
    this.codes[this.item.position - 1] = words ? SAID : BLANK;
    if (words) this.words[this.item.code] = words;
    else delete this.words[this.item.code];
  }

  // Numbers of the questions left blank.
  get leftOut() {
    return this.pack.items.flatMap((item, i) => (this.codes[item.position - 1] === BLANK ? [i + 1] : []));
  }

  textOf(number) {
    const item = this.pack.items[number - 1];
    return this.language?.items[item.code]?.text ?? item.text;
  }

  // Once the end was seen, on to the next question left out, else to the end.
  onward() {
    const later = this.leftOut.find((number) => number > this.number);
    this.number = this.seenAll ? (later ?? this.total + 1) : this.number + 1;
    if (this.isAtEnd) this.seenAll = true;
  }

  get isAtEnd() {
    return this.number > this.total;
  }

  // What is sealed and sent.
  told(on) {
    return {
      code: this.typed,
      version: this.pack.version,
      codes: this.codes.join(""),
      words: this.words,
      language: this.language?.code ?? "en",
      seconds: Math.round((performance.now() - this.began) / 1000),
      on,
    };
  }

  // Nothing that somebody answered stays in memory, whoever may still hold this object.
  wipe() {
    this.codes.fill(BLANK);
    this.words = {};
    this.typed = "";
  }
}

// The date that people in Scotland read on the wall, as 2027-03-11.
export const today = () => new Intl.DateTimeFormat("en-CA", { timeZone: "Europe/London" }).format(new Date());
