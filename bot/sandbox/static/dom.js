// Small building blocks of the page.

export const find = (id) => document.getElementById(id);

export function make(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name in node && name !== "list") node[name] = value;
    else node.setAttribute(name, value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined && child !== ""));
  return node;
}

export function icon(name) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  node.setAttribute("class", "icon");
  node.setAttribute("aria-hidden", "true");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `#i-${name}`);
  node.append(use);
  return node;
}

export function avatar(name, id, kind = "person") {
  const letters = name.trim().split(/\s+/).slice(0, 2).map((word) => [...word][0] || "").join("").toUpperCase();
  const node = make("span", { className: `avatar tone-${Math.abs(id) % 7}`, "aria-hidden": "true" });
  node.append(kind === "bot" ? icon("news") : letters || "?");
  if (kind === "bot") node.classList.add("bot");
  return node;
}

export function toast(text) {
  const node = make("div", { className: "toast", textContent: text, dir: "auto" });
  find("toasts").append(node);
  setTimeout(() => node.classList.add("leaving"), Math.min(7000, 2600 + text.length * 40));
  node.addEventListener("transitionend", () => node.remove());
}

export function alertWith(text) {
  find("alert-text").textContent = text;
  find("alert").showModal();
}

// Opens a dialog; calls `done` when its form is sent, not when it is left.
export function openDialog(id, done) {
  const dialog = find(id);
  const form = dialog.querySelector("form");
  form.onsubmit = (event) => { event.preventDefault(); dialog.close(); done(); };
  for (const button of dialog.querySelectorAll("[data-close]")) button.onclick = () => dialog.close();
  dialog.showModal();
}

// A menu under a button: arrows move, Escape and clicks elsewhere close it.
export function bindMenu(button, menu, build = () => {}) {
  const close = () => { menu.hidden = true; button.setAttribute("aria-expanded", "false"); };
  const items = () => [...menu.querySelectorAll("button")];
  button.addEventListener("click", () => {
    if (!menu.hidden) return close();
    build();
    menu.hidden = false;
    button.setAttribute("aria-expanded", "true");
    items()[0]?.focus();
  });
  menu.addEventListener("click", close);
  menu.addEventListener("keydown", (event) => {
    const all = items();
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) { event.preventDefault(); all[(all.indexOf(document.activeElement) + step + all.length) % all.length].focus(); }
    if (event.key === "Escape") { close(); button.focus(); }
  });
  document.addEventListener("pointerdown", (event) => { if (!menu.contains(event.target) && !button.contains(event.target)) close(); });
}
