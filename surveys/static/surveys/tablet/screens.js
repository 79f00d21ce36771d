// Draws one screen at a time out of the shell's templates; what stood there before is gone.

const place = () => document.getElementById("screen");

// Shows a screen and hands its parts, by their data-part, to `fill`.
export function show(name, fill = () => {}, language = null) {
  const drawn = document.getElementById(`screen-${name}`).content.cloneNode(true);
  const parts = {};
  for (const one of drawn.querySelectorAll("[data-part]")) parts[one.dataset.part] = one;
  translate(drawn, language);
  fill(parts);
  place().replaceChildren(drawn);
  const heading = place().querySelector("h1");
  document.title = `${place().querySelector("[data-title]")?.textContent ?? heading.textContent} – Runway`;
  window.scrollTo(0, 0);
  heading.focus({ preventScroll: true });
}

export const clear = () => place().replaceChildren();

// Says what is wrong above the form, and leads the reader there.
export function showProblem(words) {
  const box = place().querySelector("[data-part=problem]");
  box.querySelector("p").textContent = words;
  box.hidden = false;
  box.focus();
}

// The masthead: what is answered, and under which code.
export function head(heading, code = "") {
  document.getElementById("heading").textContent = heading;
  const who = document.getElementById("who");
  who.hidden = !code;
  who.querySelector("span").textContent = code;
  document.body.classList.toggle("rw-answering", !!code); // nothing for staff meanwhile
}

// Puts a phrase into an element, in the pupil's language where that has it; English says it is so.
export function say(element, language, key, english, gaps = {}) {
  const said = language?.words[key];
  element.lang = said ? language.code : "en";
  element.textContent = (said ?? english).replace(/{(\w+)}/g, (_, gap) => gaps[gap]);
}

// The same for all that stands in the screen's template, marked with data-say.
function translate(drawn, language) {
  for (const one of language ? drawn.querySelectorAll("[data-say]") : []) {
    say(one, language, one.dataset.say, one.textContent);
  }
}

export function choices(into, record) {
  const labels = record.wording.labels;
  record.item.options.forEach(([character], i) => {
    const label = document.createElement("label");
    const input = document.createElement("input");
    label.className = "opt";
    input.type = "radio";
    input.name = "answer";
    input.value = character;
    input.checked = record.given === character;
    input.autocomplete = "off";
    label.append(input, labels[i]);
    into.append(label);
  });
}

export function languages(into, offered) {
  into.hidden = !offered.length;
  const all = [{ code: "en", name: "English" }, ...offered];
  for (const { code, name } of offered.length ? all : []) {
    const label = document.createElement("label");
    const input = document.createElement("input");
    label.className = "opt";
    label.lang = code;
    input.type = "radio";
    input.name = "language";
    input.value = code;
    input.checked = code === "en";
    input.autocomplete = "off";
    label.append(input, name);
    into.append(label);
  }
}
