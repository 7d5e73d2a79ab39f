/* What a script adds: keys for people who type all day, and a clipboard. Every page works without it. */
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

/* “Chép tin nhắn”: what the link leads to goes to the clipboard; where none can be reached, the
   link is followed, and the text is there to be selected. */
const put = async (text) => {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  const held = document.createElement("textarea");
  held.value = text;
  document.body.append(held);
  held.select();
  const copied = document.execCommand("copy");
  held.remove();
  if (!copied) throw new Error("no clipboard");
};

document.addEventListener("click", async (event) => {
  const link = event.target.closest("a[data-copy]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  try {
    const answer = await fetch(link.href);
    if (!answer.ok) throw new Error(answer.statusText);
    await put(await answer.text());
    link.parentElement.querySelector("[role=status]").textContent = link.dataset.copy;
  } catch {
    location.assign(link.href);
  }
});

/* After a refused form the summary is read out first. */
document.querySelector(".errors")?.focus();
