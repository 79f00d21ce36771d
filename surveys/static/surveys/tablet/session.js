// One pupil after another: code, one question a screen, send; the next sees nothing of the last.

import { isCode, mayBeSlip, problem, show as shown, tidy } from "./codes.js";
import { keepSealed, markOf, wasUsed } from "./keeping.js";
import { Record, today } from "./record.js";
import { choices, clear, head, languages, say, show, showProblem } from "./screens.js";
import { seal } from "./sealing.js";

const HEADINGS = {
  BEFORE: "How do you see driving, before your day?",
  AFTER: "How do you see driving, after your day?",
};
const LATER = "How do you see driving, some months later?";
const AGAIN = " If your card says exactly what you typed, press Start once more.";
const USED =
  "This code has answered already on this tablet. Thank you: there is nothing more to do. If that was not you, look at your card again.";
const NOT_KEPT = "Your answers are not kept yet. They are still on this screen: send them again.";
const UNCHECKED = "We could not check this code. Your answers are kept all the same.";

let pack = null;
let record = null; // of whoever is answering now; nowhere else
let tried = ""; // a code that was refused once

let afterSending = () => {};

export function useSurvey(found, sent) {
  pack = found;
  afterSending = sent;
  window.addEventListener("popstate", stepBack);
  window.addEventListener("pagehide", () => (wipe(), clear()));
  window.addEventListener("pageshow", (event) => event.persisted && askCode());
}

export const isAnswering = () => record !== null;

function wipe() {
  record?.wipe();
  record = null;
  tried = "";
}

// The first screen of every pupil.
export function askCode(note = "") {
  wipe();
  head(pack.heading);
  show("code", (parts) => {
    parts.heading.textContent = HEADINGS[pack.kind] ?? LATER;
    parts.note.hidden = !note;
    parts.note.textContent = note;
    const late = today() > pack.closes;
    parts.late.hidden = !late && today() >= pack.opens;
    parts.late.textContent = late
      ? `This survey closed on ${pack.closesInWords}. Tell whoever handed you this tablet.`
      : "This tablet shows a date before the survey opens. Tell whoever handed you this tablet.";
    languages(parts.languages, pack.languages);
    parts.code.addEventListener("input", group);
    parts.form.addEventListener("submit", enter);
  });
}

// As on the card: K7P-2XQ-9R7; only at the end, so that nobody's cursor jumps.
function group(event) {
  const box = event.target;
  if (box.selectionStart !== box.value.length || event.inputType?.startsWith("delete")) return;
  box.value = shown(tidy(box.value, pack.codes));
}

async function enter(event) {
  event.preventDefault();
  const form = new FormData(event.target);
  const typed = tidy(form.get("code"), pack.codes);
  const said = problem(typed, pack.codes);
  const insists = said && mayBeSlip(typed, pack.codes);
  if (said && !(insists && typed === tried)) {
    tried = typed;
    showProblem(said + (insists ? AGAIN : ""));
    return;
  }
  if (await wasUsed(await markOf(typed, pack.tablet, today()))) {
    showProblem(USED);
    return;
  }
  begin(typed, form.get("language"));
}

function begin(typed, language) {
  record = new Record(pack, typed, pack.languages.find(({ code }) => code === language));
  keepInside();
  draw();
}

// The browser's Back, while somebody answers, is the question before; never another page.
function keepInside() {
  if (history.state !== "answering") history.pushState("answering", "");
}

function stepBack() {
  if (!record) return;
  if (location.hash) {
    history.replaceState("answering", "", location.pathname); // the skip link, not Back
    return;
  }
  keepInside();
  back();
}

function back() {
  if (record.number === 1) {
    askCode();
    return;
  }
  record.number = Math.min(record.number, record.total + 1) - 1;
  draw();
}

function draw() {
  head(pack.heading, shown(record.typed));
  if (record.isAtEnd) drawEnd();
  else drawQuestion();
}

function drawQuestion() {
  const { item, number, total, wording, language } = record;
  const own = item.kind === "TEXT";
  const fill = (parts) => {
    say(parts.step, language, "step", "Question {number} of {total}", { number, total });
    parts.title.textContent = `Question ${number} of ${total}, ${pack.heading}`;
    parts.bar.max = total;
    parts.bar.value = number;
    parts.unchecked.hidden = number !== 1 || isCode(record.typed, pack.codes);
    parts.unchecked.textContent = UNCHECKED;
    parts.text.textContent = item.kind === "LIKERT" ? `“${wording.text}”` : wording.text;
    parts.asked.lang = language?.code ?? "en";
    parts.back.addEventListener("click", back);
    parts.form.addEventListener("submit", next);
    if (own) fillWords(parts);
    else fillChoices(parts);
  };
  show(own ? "words" : "question", fill, language);
}

function fillWords(parts) {
  const gaps = { longest: pack.longest };
  say(parts.hint, record.language, "own_words", parts.hint.textContent, gaps);
  parts.words.value = record.words[record.item.code] ?? "";
  parts.words.maxLength = pack.longest;
}

function fillChoices(parts) {
  if (record.item.kind === "LIKERT") say(parts.ask, record.language, "agree", "How much do you agree?");
  else say(parts.ask, record.language, "choose_one", "Choose one.");
  parts.declined.hidden = !record.isDeclined;
  choices(parts.asked, record);
  parts.decline.addEventListener("click", () => (record.decline(), onward()));
}

function next(event) {
  event.preventDefault();
  const form = new FormData(event.target);
  if (record.item.kind === "TEXT") record.write(form.get("words"));
  else record.choose(form.get("answer") ?? "");
  onward();
}

function onward() {
  record.onward();
  draw();
}

function drawEnd() {
  const { language, leftOut: left, total } = record;
  const some =
    left.length === 1
      ? ["left_out_one", "You left 1 question out. That is fine. If you want, answer it now; it is below."]
      : ["left_out_many", "You left {number} questions out. That is fine. If you want, answer them now; they are below."];
  const fill = (parts) => {
    parts.all.hidden = left.length > 0;
    say(parts.all, language, "been_through", "You have been through all {total} questions.", { total });
    parts.some.hidden = parts.left.hidden = left.length === 0;
    say(parts.some, language, ...some, { number: left.length });
    for (const number of left) parts.list.append(leftOut(number));
    parts.back.addEventListener("click", back);
    parts.form.addEventListener("submit", finish);
  };
  show("send", fill, language);
}

function leftOut(number) {
  const line = document.createElement("li");
  const button = document.createElement("button");
  const words = document.createElement("span");
  button.type = "button";
  button.className = "btn link";
  say(button, record.language, "question", "Question {number}", { number });
  button.addEventListener("click", () => {
    record.number = number;
    draw();
  });
  words.textContent = record.textOf(number);
  words.lang = record.language?.code ?? "en";
  line.append(button, " ", words);
  return line;
}

// Thank you is said only when the sealed answer is committed; then nothing of it is left to read.
async function finish(event) {
  event.preventDefault();
  const finished = record;
  if (!finished || finished.isFinishing) return;
  finished.isFinishing = true;
  finished.id ??= crypto.randomUUID(); // once: tried again, it is the same answer
  const on = today();
  try {
    const sealed = await seal(pack.key, pack.tablet, finished.id, finished.told(on));
    const mark = await markOf(finished.typed, pack.tablet, on);
    await keepSealed({ id: finished.id, tablet: pack.tablet, sealed }, mark);
  } catch {
    finished.isFinishing = false;
    if (record === finished) showProblem(NOT_KEPT);
    return;
  }
  finished.wipe();
  wipe();
  head(pack.heading);
  show("thanks", (parts) => parts.next.addEventListener("click", () => askCode()));
  afterSending();
}
