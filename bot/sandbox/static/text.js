// Text and entities to DOM nodes. The rule to remember: foreign text only ever becomes text nodes, and a link is a
// link only when it is http or https. Offsets count UTF-16 units, which is how strings count here.

const TAGS = {
  bold: "strong", italic: "em", underline: "u", strikethrough: "s", code: "code", pre: "pre",
  blockquote: "blockquote", expandable_blockquote: "blockquote", spoiler: "span",
};

export function renderText(text, entities, onCommand) {
  const fragment = document.createDocumentFragment();
  fill(fragment, text, [...(entities || [])].sort(byPlace), 0, text.length, onCommand);
  return fragment;
}

function byPlace(one, other) {
  return one.offset - other.offset || other.length - one.length || outer(other) - outer(one);
}

function outer(entity) {
  return /quote|pre|link/.test(entity.type) ? 1 : 0;
}

function fill(parent, text, entities, start, end, onCommand) {
  let at = start;
  for (let index = 0; index < entities.length; index++) {
    const entity = entities[index];
    if (entity.offset < at || entity.offset >= end) continue;
    const stop = Math.min(entity.offset + entity.length, end);
    append(parent, text.slice(at, entity.offset));
    const node = wrap(entity, text.slice(entity.offset, stop), onCommand);
    const inside = entities.slice(index + 1).filter((one) => one.offset < stop);
    fill(node.firstElementChild?.matches("[data-inside]") ? node.firstElementChild : node, text, inside, entity.offset, stop, onCommand);
    parent.append(node);
    at = stop;
  }
  append(parent, text.slice(at, end));
}

function append(parent, text) {
  // A line break next to a quote is already made by the quote's own box.
  const before = parent.lastChild?.nodeName === "BLOCKQUOTE" || parent.lastChild?.nodeName === "PRE";
  const shown = before && text.startsWith("\n") ? text.slice(1) : text;
  if (shown) parent.append(document.createTextNode(shown));
}

function wrap(entity, covered, onCommand) {
  const { type } = entity;
  if (type === "text_link") return link(entity.url);
  if (type === "url") return link(/^[a-z]+:\/\//i.test(covered) ? covered : `http://${covered}`);
  if (type === "bot_command") return command(covered, onCommand);
  if (type === "spoiler") return spoiler();
  if (type === "pre") return code(entity.language);
  if (type === "expandable_blockquote") return quote();
  const node = document.createElement(TAGS[type] || "span");
  if (!TAGS[type]) node.className = `mark ${type}`;
  return node;
}

export function webAddress(url) {
  try {
    const parsed = new URL(url);
    return parsed.protocol === "http:" || parsed.protocol === "https:" ? parsed.href : null;
  } catch {
    return null;
  }
}

function link(url) {
  const address = webAddress(url);
  if (!address) return document.createElement("span");
  const node = document.createElement("a");
  Object.assign(node, { href: address, target: "_blank", rel: "noopener noreferrer", title: url });
  return node;
}

function command(covered, onCommand) {
  const node = document.createElement("button");
  node.type = "button";
  node.className = "command";
  node.addEventListener("click", () => onCommand(covered));
  return node;
}

function spoiler() {
  const node = document.createElement("span");
  Object.assign(node, { className: "spoiler", tabIndex: 0, title: "Hidden text: press to show" });
  node.setAttribute("role", "button");
  const show = () => { node.classList.add("shown"); node.removeAttribute("title"); };
  node.addEventListener("click", show);
  node.addEventListener("keydown", (event) => { if (event.key === "Enter" || event.key === " ") { event.preventDefault(); show(); } });
  return node;
}

function code(language) {
  const node = document.createElement("pre");
  if (language) node.dataset.language = language;
  return node;
}

function quote() {
  const node = document.createElement("blockquote");
  node.className = "expandable";
  const inside = document.createElement("div");
  inside.dataset.inside = "";
  const more = document.createElement("button");
  Object.assign(more, { type: "button", className: "more", textContent: "Show more" });
  more.setAttribute("aria-expanded", "false");
  more.addEventListener("click", () => {
    const open = node.classList.toggle("open");
    more.textContent = open ? "Show less" : "Show more";
    more.setAttribute("aria-expanded", String(open));
  });
  node.append(inside, more);
  return node;
}

// An expandable quote needs its button only when it is longer than what is shown of it; known once it has a size.
export function fitQuotes(root) {
  for (const node of root.querySelectorAll("blockquote.expandable:not(.open)")) {
    const inside = node.querySelector("[data-inside]");
    node.classList.toggle("short", inside.scrollHeight <= inside.clientHeight + 2);
  }
}
