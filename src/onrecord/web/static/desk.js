// What the desk does with scripts on. Everything works without: records are opened by plain links and :target.
"use strict";

const cards = () => [...document.querySelectorAll(".row > .card")];

// A link to a record opens it where the reader is, instead of scrolling it to the top.
function open(anchor) {
  const [x, y] = [window.scrollX, window.scrollY];
  window.location.hash = anchor;
  const stay = () => {
    window.scrollTo(x, y);
    document.querySelector(".card:target")?.scrollIntoView({ block: "nearest" });
  };
  stay();
  requestAnimationFrame(stay);
}

document.addEventListener("click", (event) => {
  const link = event.target.closest('a[href^="#"]');
  if (!link || link.classList.contains("skip") || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  event.preventDefault();
  open(link.getAttribute("href"));
});

// j and k (or n and p) go to the next and the previous record, Escape closes the open one.
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, select, textarea")) return;
  if (event.key === "Escape" && document.querySelector(".card:target")) return open("#-");
  const step = { j: 1, n: 1, k: -1, p: -1 }[event.key];
  const all = cards();
  if (!step || !all.length) return;
  const now = all.findIndex((card) => card.matches(":target"));
  const next = now < 0 ? (step > 0 ? 0 : all.length - 1) : (now + step + all.length) % all.length;
  open("#" + all[next].id);
});

// Pointing at words or at a record in the margin shows which belong together.
const near = (anchor, on) => document.querySelectorAll(`[data-of~="${anchor}"]`).forEach((x) => x.classList.toggle("near", on));
for (const [type, on] of [["mouseover", true], ["mouseout", false], ["focusin", true], ["focusout", false]]) {
  document.addEventListener(type, (event) => {
    const link = event.target.closest("a.m, a.chip");
    if (link) near(link.getAttribute("href").slice(1), on);
  });
}
