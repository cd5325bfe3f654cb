// The page: what is known of the chats, what is shown of it, and what the person does with it.

import { alertWith, avatar, bindMenu, find, icon, make, toast } from "./dom.js";
import { bindClock } from "./clock.js";
import { bindComposer } from "./composer.js";
import { arrange, renderMessage, tick } from "./message.js";
import { ask, follow } from "./server.js";
import { bindNewGroup, bindNewPerson, chatName, showChats } from "./side.js";

const TYPING_MS = 5000;
const NEAR_END = 120; // pixels

const known = { bot: null, chats: new Map(), messages: new Map(), current: null, speakers: new Map() };
let typing = null;
let early = []; // events that came while the chats were still being fetched; null once they are here

const clock = bindClock(() => { layOut(); listChats(); });
const composer = bindComposer({ send, commands });
const log = find("log");
const chat = () => known.chats.get(known.current);
const messages = () => known.messages.get(known.current) || [];

// What is kept between visits: the looks, and what was read.
const kept = {
  get: (name) => { try { return localStorage.getItem(name); } catch { return null; } },
  set: (name, value) => { try { localStorage.setItem(name, value); } catch { /* private windows have no storage */ } },
};

function speaker(of = chat()) {
  if (!of) return null;
  if (of.type === "private") return of.id;
  return known.speakers.get(of.id) ?? people(of)[0]?.user.id;
}

const people = (of) => of.members.filter((one) => !one.user.is_bot && one.status !== "left");

function unread(of) {
  const seen = Number(kept.get(`seen ${of.id}`) || 0);
  return (known.messages.get(of.id) || []).filter((one) => one.from.is_bot && one.message_id > seen).length;
}

function commands() {
  const of = chat();
  if (!of || !known.bot) return [];
  const language = personOf(of)?.language_code || "";
  const scopes = [`chat ${of.id}`, of.type === "private" ? "all_private_chats" : "all_group_chats", "default"];
  const name = (list) => (list.type === "chat" ? `chat ${list.chat_id}` : list.type);
  for (const scope of scopes) {
    for (const wanted of [language, language.split("-")[0], ""]) {
      const found = known.bot.commands.find((list) => name(list) === scope && list.language === wanted && list.commands.length);
      if (found) return found.commands;
    }
  }
  return [];
}

const personOf = (of) => of.members.find((one) => one.user.id === speaker(of))?.user;

// Showing

function listChats() {
  showChats(known.chats.values(), { current: known.current, unread, now: clock.now(), onOpen: (id) => { location.hash = `#${id}`; } });
  const waiting = [...known.chats.values()].reduce((sum, one) => sum + (one.id === known.current ? 0 : unread(one)), 0);
  document.title = waiting ? `(${waiting}) newsbot` : "newsbot";
}

function showHead() {
  const of = chat();
  if (!of) return;
  const group = of.type !== "private";
  find("talk-avatar").replaceWith(Object.assign(avatar(group ? chatName(of) : "newsbot", of.id, group ? "group" : "bot"), { id: "talk-avatar" }));
  find("talk-name").textContent = group ? chatName(of) : known.bot.user.first_name;
  find("talk-status").textContent = typing ? "typing…" : group ? `${people(of).length === 1 ? "1 person" : `${people(of).length} people`} and newsbot` : `bot · you are ${chatName(of)}`;
  find("talk-status").classList.toggle("typing", Boolean(typing));
  find("speaker-box").hidden = !group;
  if (group) showSpeakers(of);
}

function showSpeakers(of) {
  const roles = { creator: "owner", administrator: "admin", member: "member" };
  find("speaker").replaceChildren(...people(of).map(({ user, status }) => make("option", { value: user.id, textContent: `${user.first_name} · ${roles[status] || status}` })));
  find("speaker").value = speaker(of);
}

function view() {
  const of = chat();
  return {
    speaker: speaker(), isGroup: of.type !== "private", readUpTo: of.read_up_to,
    onCommand: (text) => send({ text }), onPress: press, onReply: (message) => composer.reply(message), onJump: jumpTo,
  };
}

function showAll() {
  typing = null;
  log.replaceChildren(...(messages().length ? messages().map((one) => renderMessage(one, view())) : [welcome()]));
  layOut();
  toEnd("instant");
}

function welcome() {
  const private_ = chat().type === "private";
  const about = known.bot.profile.description || "A bot that reads the news for you. Press Start and it tells you what it can do.";
  return make("div", { className: "welcome" }, avatar("newsbot", 0, "bot"),
    make("h2", { textContent: private_ ? "What can this bot do?" : "Say /latest to newsbot" }),
    make("p", { textContent: private_ ? about : "In a group the bot reads commands and answers to its messages, nothing else.", dir: "auto" }));
}

function layOut() {
  arrange(log, messages(), clock.now());
}

function showFoot() {
  const of = chat();
  const blocked = of.type === "private" && of.bot_status === "kicked";
  const fresh = of.type === "private" && !of.started;
  find("start").hidden = !blocked && !fresh;
  find("start").textContent = blocked ? "Restart bot" : "Start";
  const opens = find("composer").hidden && !blocked && !fresh;
  find("composer").hidden = blocked || fresh;
  if (opens && matchMedia("(pointer: fine)").matches) find("draft").focus();
  composer.update();
  composer.showKeys(of.keyboard);
}

const isNearEnd = () => log.scrollHeight - log.scrollTop - log.clientHeight < NEAR_END;

function toEnd(behavior = "smooth") {
  log.scrollTo({ top: log.scrollHeight, behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "instant" : behavior });
  markSeen();
}

function markSeen() {
  const newest = messages().at(-1);
  if (newest && document.visibilityState === "visible" && document.body.classList.contains("in-talk")) kept.set(`seen ${known.current}`, String(newest.message_id));
  listChats();
}

function jumpTo(id) {
  const node = log.querySelector(`[data-id="${id}"]`);
  if (!node) return;
  node.scrollIntoView({ block: "center", behavior: "smooth" });
  node.classList.add("found");
  setTimeout(() => node.classList.remove("found"), 1500);
}

// Doing

async function attempt(deed) {
  try {
    return await deed();
  } catch (error) {
    toast(error.message);
    return null;
  }
}

function send(draft) {
  const from = chat().type === "private" ? {} : { from: speaker() };
  return attempt(() => ask(`/chats/${known.current}/messages`, { ...draft, ...from }));
}

async function press(message, button) {
  if (button.copy_text) {
    await attempt(() => navigator.clipboard.writeText(button.copy_text.text));
    return toast("Copied.");
  }
  if (!button.callback_data) return toast("This sandbox doesn't know what that button does.");
  const given = await attempt(() => ask(`/chats/${known.current}/press`, { message_id: message.message_id, data: button.callback_data, from: speaker() }));
  if (given?.answer?.text) (given.answer.show_alert ? alertWith : toast)(given.answer.text);
}

async function changeBot(change) {
  const made = await attempt(() => ask(`/chats/${known.current}/${change}`, {}));
  await loadChats();
  if (change === "migrate" && made) location.hash = `#${made.id}`;
}

function offerDeeds() {
  const of = chat();
  const inside = !["left", "kicked"].includes(of.bot_status);
  const deeds = of.type === "private"
    ? [of.bot_status === "kicked" ? ["unblock", "Unblock the bot"] : ["block", "Block the bot"]]
    : [inside ? ["kick", "Remove the bot"] : ["add", "Add the bot"], of.bot_status === "administrator" ? ["demote", "Take the bot's admin rights"] : ["promote", "Make the bot an admin"],
      ...(of.type === "group" ? [["migrate", "Turn into a supergroup"]] : [])];
  find("talk-menu-items").replaceChildren(...deeds.map(([change, textContent]) =>
    make("button", { type: "button", role: "menuitem", textContent, onclick: () => changeBot(change) })));
}

async function create(wanted) {
  const made = await attempt(() => ask("/chats", wanted));
  if (!made) return;
  await loadChats();
  location.hash = `#${made.id}`;
}

// Hearing

const heard = {
  message({ chat_id, message }) {
    keep(chat_id, message);
    const of = known.chats.get(chat_id);
    if (of) of.last_message = message;
    if (message.from.is_bot) clock.refreshSoon();
    if (chat_id === known.current) showNew(message);
    listChats();
  },
  edited({ chat_id, message }) {
    keep(chat_id, message);
    if (message.from.is_bot) clock.refreshSoon();
    if (chat_id !== known.current) return;
    const before = log.querySelector(`[data-id="${message.message_id}"]`);
    const stay = isNearEnd();
    const open = before && [...before.querySelectorAll("blockquote.expandable")].map((one) => one.classList.contains("open"));
    const after = renderMessage(message, view());
    before?.replaceWith(after);
    after.querySelectorAll("blockquote.expandable").forEach((one, index) => { if (open?.[index]) one.querySelector(".more").click(); });
    layOut();
    if (stay) toEnd();
    showFoot();
  },
  deleted({ chat_id, message_id }) {
    known.messages.set(chat_id, (known.messages.get(chat_id) || []).filter((one) => one.message_id !== message_id));
    if (chat_id === known.current) { log.querySelector(`[data-id="${message_id}"]`)?.remove(); layOut(); }
    listChats();
  },
  read({ chat_id, message_id }) {
    const of = known.chats.get(chat_id);
    if (of) of.read_up_to = message_id;
    if (chat_id !== known.current) return;
    for (const node of log.querySelectorAll(".row.own .tick:not(.read)")) {
      if (Number(node.closest(".row").dataset.id) <= message_id) node.replaceWith(tick(true));
    }
  },
  action({ chat_id, action }) {
    if (chat_id !== known.current || action !== "typing") return;
    clearTimeout(typing);
    typing = setTimeout(stopTyping, TYPING_MS);
    showHead();
  },
  async chat() { await loadChats(); if (chat()) { showHead(); showFoot(); } },
  async commands() { known.bot = await ask("/bot"); composer.update(); },
  async profile() { known.bot = await ask("/bot"); },
  clock: (event) => clock.set(event),
  restart({ done }) { if (!done) toast("The bot restarts…"); },
};

function stopTyping() {
  clearTimeout(typing);
  typing = null;
  showHead();
}

function keep(chatId, message) {
  const all = (known.messages.get(chatId) || []).filter((one) => one.message_id !== message.message_id);
  known.messages.set(chatId, [...all, message].sort((one, other) => one.message_id - other.message_id));
}

function showNew(message) {
  const own = message.from.id === speaker();
  const stay = own || isNearEnd();
  if (message.from.is_bot) stopTyping();
  log.querySelector(".welcome")?.remove();
  log.querySelector(`[data-id="${message.message_id}"]`)?.remove();
  const node = renderMessage(message, view());
  node.classList.add("arriving");
  log.append(node);
  layOut();
  if (stay) toEnd();
  showFoot();
}

// Loading

async function loadChats() {
  const found = await ask("/chats");
  known.chats = new Map(found.map((one) => [one.id, one]));
  await Promise.all(found.filter((one) => !known.messages.has(one.id)).map(async (one) => known.messages.set(one.id, await ask(`/chats/${one.id}/messages`).catch(() => []))));
  listChats();
}

function openFromAddress() {
  const wanted = Number(location.hash.slice(1));
  if (location.hash === "#chats") { document.body.classList.remove("in-talk"); return listChats(); }
  const first = [...known.chats.values()].find((one) => one.migrated_to === null);
  known.current = known.chats.has(wanted) ? wanted : first.id;
  document.body.classList.add("in-talk");
  composer.reset();
  showHead();
  showAll();
  showFoot();
  if (matchMedia("(pointer: fine)").matches && find("start").hidden) find("draft").focus();
}

const hear = (event) => heard[event.type]?.(event);

async function load() {
  early = [];
  known.bot = await ask("/bot");
  known.messages.clear();
  clock.offer(known.bot.offered);
  await clock.refresh();
  await loadChats();
  if (!known.chats.size) {
    await ask("/chats", { type: "private", language_code: navigator.language.toLowerCase() });
    await loadChats();
  }
  openFromAddress();
  const missed = early;
  early = null;
  missed.forEach(hear);
  document.body.classList.add("ready");
}

// Looks

function showTheme(theme) {
  document.documentElement.dataset.theme = theme;
  find("theme").replaceChildren(icon(theme === "dark" ? "sun" : "moon"));
}

const preferred = matchMedia("(prefers-color-scheme: dark)");
const theme = () => kept.get("theme") || (preferred.matches ? "dark" : "light");
showTheme(theme());
preferred.addEventListener("change", () => showTheme(theme()));
find("theme").addEventListener("click", () => { kept.set("theme", theme() === "dark" ? "light" : "dark"); showTheme(theme()); });

find("start").addEventListener("click", () => send({ text: "/start" }));
find("back").addEventListener("click", () => { location.hash = "#chats"; });
find("to-end").addEventListener("click", () => toEnd());
find("speaker").addEventListener("change", () => { known.speakers.set(known.current, Number(find("speaker").value)); showAll(); });
log.addEventListener("scroll", () => { find("to-end").hidden = isNearEnd(); if (isNearEnd()) markSeen(); }, { passive: true });
window.addEventListener("hashchange", openFromAddress);
document.addEventListener("visibilitychange", () => { if (chat() && isNearEnd()) markSeen(); });
bindMenu(find("talk-menu"), find("talk-menu-items"), offerDeeds);
bindNewPerson(create);
bindNewGroup(() => [...known.chats.values()].filter((one) => one.type === "private").map((one) => ({ id: one.id, first_name: chatName(one) })), create);

follow((event) => (early ? early.push(event) : hear(event)), (connected) => {
  document.body.classList.toggle("offline", !connected);
  if (connected) load();
});
