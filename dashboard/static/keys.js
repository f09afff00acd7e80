// Better with it, complete without: keys to walk the stories, answers without loading the page again.
"use strict";

const KEYS_OFF = "vestnik-keys-off";
const SAID_MS = 4000;
const stories = () => [...document.querySelectorAll(".story")];
const said = document.getElementById("said");
const keySwitch = document.getElementById("key-switch");
let at = -1;

// A browser may refuse storage; the choice then lasts as long as the page.
function remembered() {
  try {
    return localStorage.getItem(KEYS_OFF) === "yes";
  } catch {
    return false;
  }
}

let keysOff = remembered();

function showSwitch() {
  keySwitch.hidden = false;
  keySwitch.textContent = keysOff ? keySwitch.dataset.on : keySwitch.dataset.off;
}

if (keySwitch) {
  showSwitch();
  keySwitch.addEventListener("click", () => {
    keysOff = !keysOff;
    showSwitch();
    try {
      localStorage.setItem(KEYS_OFF, keysOff ? "yes" : "no");
    } catch {
      keySwitch.dataset.kept = "no";
    }
  });
}

function go(step) {
  const all = stories();
  if (!all.length) return;
  const focused = all.findIndex((story) => story.contains(document.activeElement));
  at = Math.min(Math.max((focused >= 0 ? focused : at) + step, 0), all.length - 1);
  all[at].focus();
  all[at].scrollIntoView({ block: "nearest" });
}

function current() {
  const all = stories();
  return all.find((story) => story.contains(document.activeElement)) || (all.length === 1 ? all[0] : null);
}

function answer(value) {
  const story = current();
  const form = story && story.querySelector("form.review");
  if (form) form.requestSubmit(form.querySelector(`button[value="${value}"]`));
}

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.matches("form.review") || !event.submitter) return;
  event.preventDefault();
  const body = new URLSearchParams(new FormData(form, event.submitter));
  said.textContent = "";
  try {
    const answered = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json" } });
    if (!answered.ok) throw new Error(answered.status);
    form.querySelectorAll("button[name=answer]").forEach((button) => {
      button.setAttribute("aria-pressed", String(button === event.submitter));
    });
    form.dataset.review = event.submitter.value;
    said.textContent = said.dataset.saved;
    setTimeout(() => { said.textContent = ""; }, SAID_MS);
  } catch {
    said.textContent = said.dataset.failed;
  }
});

document.addEventListener("keydown", (event) => {
  if (keysOff || event.ctrlKey || event.altKey || event.metaKey) return;
  if (event.target.matches("input, select, textarea")) return;
  const story = current();
  if (event.key === "j") go(1);
  else if (event.key === "k") go(-1);
  else if (event.key === "y") answer("yes");
  else if (event.key === "n") answer("no");
  else if (event.key === "o" && story && story.dataset.open) location.assign(story.dataset.open);
  else if (event.key === "/") {
    const field = document.querySelector("input[type=search]");
    if (field) field.focus();
    else location.assign("/search");
  } else return;
  event.preventDefault();
});
