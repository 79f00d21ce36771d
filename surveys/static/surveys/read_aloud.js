// Reads the question and its answers aloud, where the browser can; the page works without it.
(() => {
  "use strict";
  const button = document.querySelector("[data-read-aloud]");
  const asked = document.querySelector("[data-aloud]");
  if (!button || !asked || !window.speechSynthesis || !window.SpeechSynthesisUtterance) return;

  const label = button.innerHTML;
  const speech = window.speechSynthesis;
  const rest = () => {
    button.innerHTML = label;
    button.removeAttribute("aria-pressed");
  };
  // One utterance a phrase, each in the language of its own part of the page.
  const phrases = () =>
    [...asked.querySelectorAll("h1, p, label")].map((part) => {
      const spoken = new SpeechSynthesisUtterance(part.textContent.trim());
      const inner = part.children.length === 1 && part.firstElementChild.lang;
      spoken.lang = inner || part.closest("[lang]").lang;
      return spoken;
    });

  button.addEventListener("click", () => {
    if (speech.speaking) {
      speech.cancel();
      rest();
      return;
    }
    const spoken = phrases();
    spoken[spoken.length - 1].onend = rest;
    button.textContent = button.dataset.stop;
    button.setAttribute("aria-pressed", "true");
    for (const phrase of spoken) speech.speak(phrase);
  });
  window.addEventListener("pagehide", () => speech.cancel());
  button.hidden = false;
})();
