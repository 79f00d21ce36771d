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
    const { target, xhr, requestConfig } = event.detail;
    const landed = new URL(xhr.responseURL || location.href).pathname;
    const asked = new URL(requestConfig.path, location.href).pathname;
    if (landed === location.pathname) return;
    if (landed === asked && !target.hasAttribute("data-own-page")) return;
    event.detail.shouldSwap = false;
    location.reload();
  });

  // What could not be sent or stored says so where it was tapped, and nothing else changes.
  const notStored = (event) => {
    if (event.detail.elt.hasAttribute("data-polls")) return; // only looked: asks again by itself
    const where = event.detail.elt.closest("li, section, form") || event.detail.target;
    let said = where.querySelector(":scope > .rw-not-stored");
    if (!said) {
      said = document.createElement("p");
      said.className = "rw-wrong rw-not-stored";
      said.setAttribute("role", "alert");
      where.append(said);
    }
    said.textContent = "This is not stored. Check the signal, then tap again.";
    said.scrollIntoView({ block: "nearest" }); // below a month it is off a phone's screen
    wake();
  };
  document.addEventListener("htmx:sendError", notStored);
  document.addEventListener("htmx:responseError", notStored);

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
