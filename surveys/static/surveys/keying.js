// Keying a sheet: one key chooses an answer and leads to the next question. Without this file the
// same radio buttons work by arrow keys, Tab and mouse.
(() => {
  "use strict";

  const form = document.querySelector("[data-keying]");
  if (!form) return;
  const items = [...form.querySelectorAll("[data-item]")];
  const finish = form.querySelector("button[type=submit]");

  const enter = (item) => {
    const field = item.querySelector("input:checked") || item.querySelector("input");
    field.focus();
    item.scrollIntoView({ block: "center" });
  };
  const after = (item) => items[items.indexOf(item) + 1];
  const before = (item) => items[items.indexOf(item) - 1];
  const radios = (item) => [...item.querySelectorAll("input[type=radio]")];

  const keyed = (item, key) => {
    const radio = radios(item).find((one) => one.dataset.keys.includes(key.toUpperCase()));
    if (!radio) return;
    radio.checked = true;
    const next = after(item);
    if (next) enter(next);
    else finish.focus();
  };

  form.addEventListener("keydown", (event) => {
    const item = event.target.closest("[data-item]");
    if (!item || event.target.type !== "radio") return;
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.key === "Backspace") {
      event.preventDefault();
      if (before(item)) enter(before(item));
    } else if (event.key.length === 1) {
      event.preventDefault();
      keyed(item, event.key);
    }
  });
  // In some browsers the space bar chooses when it is let go, and then in the next question.
  form.addEventListener("keyup", (event) => {
    if (event.key === " " && event.target.type === "radio") event.preventDefault();
  });

  const open = items.find((item) => radios(item).length && !item.querySelector("input:checked"));
  if (!document.querySelector(".ds_error-summary") && items.length) enter(open || items[0]);
})();
