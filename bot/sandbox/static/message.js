// One message as a bubble. The rule to remember: `arrange` decides what depends on the neighbours (days, groups,
// tails); everything else depends on the message alone, so an edit replaces one bubble.

import { icon, make } from "./dom.js";
import { fitQuotes, renderText, webAddress } from "./text.js";
import { clockTime, dayName, sameDay } from "./times.js";

const GROUP_S = 300;

// `view`: {speaker, isGroup, readUpTo, onCommand, onPress, onReply, onJump}
export function renderMessage(message, view) {
  const service = serviceText(message);
  if (service) return make("div", { className: "service", "data-id": message.message_id }, make("span", { textContent: service, dir: "auto" }));
  const own = message.from.id === view.speaker;
  const row = make("article", { className: `row ${own ? "own" : "other"}`, "data-id": message.message_id, "data-from": message.from.id });
  const bubble = make("div", { className: "bubble" });
  if (view.isGroup && !own) bubble.append(make("b", { className: `name tone-${message.from.id % 7}`, textContent: message.from.first_name, dir: "auto" }));
  if (message.forward_origin) bubble.append(forwarded(message.forward_origin));
  if (message.reply_to_message) bubble.append(replied(message.reply_to_message, view));
  if (message.location) bubble.append(place(message.location));
  if (message.document) bubble.append(documentOf(message.document));
  const words = message.text ?? message.caption;
  if (words) bubble.append(make("div", { className: `words ${endsRightToLeft(words) ? "apart" : ""}`, dir: "auto" }, renderText(words, message.entities || message.caption_entities, view.onCommand)));
  bubble.append(foot(message, own, view));
  const stack = make("div", { className: "stack" }, bubble);
  if (message.reply_markup?.inline_keyboard) stack.append(keyboard(message, view));
  row.append(stack, make("button", { type: "button", className: "round reply", "aria-label": "Reply", onclick: () => view.onReply(message) }, icon("reply")));
  bindSwipe(row, () => view.onReply(message));
  return row;
}

// The time stands at the right of the last line, where a right-to-left line begins: there it gets a line of its own.
function endsRightToLeft(words) {
  const first = /\p{L}/u.exec(words.slice(words.lastIndexOf("\n") + 1));
  return Boolean(first) && /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]/.test(first[0]);
}

function serviceText(message) {
  const who = message.from?.first_name;
  if (message.new_chat_members) return `${who} added ${message.new_chat_members.map((one) => one.first_name).join(", ")}`;
  if (message.left_chat_member) return `${who} removed ${message.left_chat_member.first_name}`;
  if (message.migrate_to_chat_id) return "This group has become a supergroup";
  if (message.migrate_from_chat_id) return "Supergroup created from a group";
  return null;
}

function forwarded(origin) {
  return make("div", { className: "forwarded" }, "Forwarded from ", make("b", { textContent: origin.sender_user_name || "someone", dir: "auto" }));
}

function replied(message, view) {
  return make("button", { type: "button", className: "replied", onclick: () => view.onJump(message.message_id) },
    make("b", { textContent: message.from?.first_name || "", dir: "auto" }), make("span", { textContent: summary(message), dir: "auto" }));
}

export const isService = (message) => serviceText(message) !== null;

export function summary(message) {
  if (!message) return "";
  return (message.text || message.caption || (message.location && "Location") || message.document?.file_name || serviceText(message) || "").replace(/\s+/g, " ").slice(0, 160);
}

function place({ latitude, longitude }) {
  const coordinates = `${Math.abs(latitude).toFixed(3)}° ${latitude < 0 ? "S" : "N"}, ${Math.abs(longitude).toFixed(3)}° ${longitude < 0 ? "W" : "E"}`;
  return make("div", { className: "place" }, make("div", { className: "map" }, icon("pin")), make("span", { textContent: coordinates }));
}

function documentOf(file) {
  const size = file.file_size < 1024 ? `${file.file_size} B` : file.file_size < 1048576 ? `${(file.file_size / 1024).toFixed(1)} KB` : `${(file.file_size / 1048576).toFixed(1)} MB`;
  return make("a", { className: "document", href: `/sandbox/files/${encodeURIComponent(file.file_id)}`, download: file.file_name },
    make("span", { className: "sheet" }, icon("file")), make("span", {}, make("b", { textContent: file.file_name, dir: "auto" }), make("small", { textContent: size })));
}

function foot(message, own, view) {
  const date = new Date(message.date * 1000);
  const node = make("div", { className: "meta" });
  if (message.edit_date) node.append(make("span", { textContent: "edited" }));
  node.append(make("time", { dateTime: date.toISOString(), title: date.toLocaleString("en-GB"), textContent: clockTime(date) }));
  if (own) node.append(tick(message.message_id <= view.readUpTo));
  return node;
}

export function tick(read) {
  const node = make("span", { className: `tick ${read ? "read" : ""}`, title: read ? "Read by the bot" : "Sent", role: "img", "aria-label": read ? "Read" : "Sent" });
  node.append(icon(read ? "two" : "one"));
  return node;
}

function keyboard(message, view) {
  const rows = message.reply_markup.inline_keyboard.map((row) => make("div", { className: "key-row" }, ...row.map((button) => key(message, button, view))));
  return make("div", { className: "keyboard" }, ...rows);
}

function key(message, button, view) {
  const label = make("span", { textContent: button.text, dir: "auto" });
  if (button.url) {
    const address = webAddress(button.url);
    return make("a", { className: "key", href: address || undefined, target: "_blank", rel: "noopener noreferrer", title: button.url }, label, icon("out"));
  }
  const node = make("button", { type: "button", className: "key", "data-data": button.callback_data }, label);
  node.addEventListener("click", () => {
    if (node.classList.contains("busy")) return;
    node.classList.add("busy");
    node.setAttribute("aria-busy", "true");
    view.onPress(message, button).finally(() => { node.classList.remove("busy"); node.removeAttribute("aria-busy"); });
  });
  return node;
}

// A swipe to the left answers, as on a phone.
function bindSwipe(row, onReply) {
  let start = null;
  row.addEventListener("touchstart", (event) => { start = event.touches[0]; }, { passive: true });
  row.addEventListener("touchmove", (event) => {
    if (!start) return;
    const [across, along] = [event.touches[0].clientX - start.clientX, event.touches[0].clientY - start.clientY];
    if (Math.abs(along) > 30) { start = null; row.style.removeProperty("--swipe"); return; }
    row.style.setProperty("--swipe", `${Math.max(-70, Math.min(0, across))}px`);
  }, { passive: true });
  row.addEventListener("touchend", () => {
    if (start && parseFloat(row.style.getPropertyValue("--swipe")) <= -55) onReply();
    row.style.removeProperty("--swipe");
    start = null;
  });
}

// Each day is a section under its date, and bubbles that belong together lose the space and the tail between them.
export function arrange(log, messages, now) {
  let before = null;
  for (const message of messages) {
    const node = log.querySelector(`[data-id="${message.message_id}"]`);
    if (!node) continue;
    const day = dayOf(log, new Date(message.date * 1000), now);
    if (node.parentNode !== day) day.append(node);
    const follows = belongs(message, before);
    node.classList.toggle("follows", follows);
    if (before) log.querySelector(`[data-id="${before.message_id}"]`)?.classList.toggle("continued", follows);
    before = message;
  }
  for (const day of log.querySelectorAll(".day:not(:has([data-id]))")) day.remove();
  fitQuotes(log);
}

function dayOf(log, date, now) {
  const key = date.toDateString();
  let day = log.querySelector(`.day[data-day="${key}"]`);
  if (!day) {
    day = make("section", { className: "day", "data-day": key }, make("h2", {}, make("span")));
    log.append(day);
  }
  const name = dayName(date, now);
  const shown = day.querySelector("h2 span");
  if (shown.textContent !== name) shown.textContent = name;
  return day;
}

function belongs(message, before) {
  if (!before || serviceText(before) || before.reply_markup?.inline_keyboard) return false;
  if (!sameDay(new Date(before.date * 1000), new Date(message.date * 1000))) return false;
  return before.from.id === message.from.id && message.date - before.date < GROUP_S;
}
