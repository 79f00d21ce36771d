// Small comforts only; every page works without this file.
(() => {
  "use strict";

  // A second tap on a slow connection must not send a form twice.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post") return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "yes";
    // After the event, so that the pressed button's name and value are still sent.
    setTimeout(() => {
      for (const button of form.querySelectorAll("button[type=submit], button:not([type])")) {
        button.disabled = true;
        button.dataset.waits = "yes";
      }
    });
  });

  // Back from the next page, perhaps out of the browser's page cache: the form can be sent again.
  // A page that answers with a file stays open, so its button comes back by itself.
  const wake = () => {
    for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
    for (const button of document.querySelectorAll("button[data-waits]")) {
      button.disabled = false;
      delete button.dataset.waits;
    }
  };
  window.addEventListener("pageshow", wake);
  document.addEventListener("submit", () => setTimeout(wake, 8000));

  // A part of the page is asked for, but another page answers (signing in, say): load ours anew.
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (!event.detail.target.hasAttribute("data-own-page")) return;
    const landed = new URL(event.detail.xhr.responseURL || location.href);
    if (landed.pathname === location.pathname) return;
    event.detail.shouldSwap = false;
    location.reload();
  });

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-print]")) window.print();
    for (const menu of document.querySelectorAll("details.rw-menu[open]")) {
      if (!menu.contains(event.target)) menu.open = false;
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of document.querySelectorAll("details.rw-menu[open]")) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });

  const problems = document.querySelector(".ds_error-summary");
  if (problems) problems.focus();
  for (const shown of document.querySelectorAll("[data-needs-script]")) shown.hidden = false;
})();
