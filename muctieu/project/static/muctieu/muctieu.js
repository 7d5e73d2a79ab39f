/* What a script adds: keys for people who type all day. Every page works without it. */
"use strict";

const inField = (target) => target.closest("input, textarea, select, [contenteditable]") !== null;

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || inField(event.target)) return;
  if (event.key === "/") {
    const search = document.querySelector("input[type=search]");
    if (search) {
      event.preventDefault();
      search.focus();
    }
  }
});

/* After a refused form the summary is read out first. */
document.querySelector(".errors")?.focus();
