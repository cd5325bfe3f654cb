// The list of chats, and the dialogs that make new ones.

import { avatar, find, make, openDialog, toast } from "./dom.js";
import { isService, summary } from "./message.js";
import { listTime } from "./times.js";

const LANGUAGES = [
  ["en", "English"], ["bn", "বাংলা"], ["de", "Deutsch"], ["es", "Español"], ["fr", "Français"], ["hi", "हिन्दी"],
  ["ar", "العربية"], ["ru", "Русский"], ["pt-br", "Português"], ["id", "Bahasa Indonesia"], ["tr", "Türkçe"],
  ["zh-hans", "简体中文"], ["ja", "日本語"], ["uk", "Українська"], ["fa", "فارسی"], ["sw", "Kiswahili"],
];

// A group of one is no group: these join where fewer people are known.
const STRANGERS = [{ id: 2001, first_name: "Rahima" }, { id: 2002, first_name: "Jonas" }];

export const chatName = (chat) => chat.title || [chat.first_name, chat.last_name].filter(Boolean).join(" ");

export function showChats(chats, { current, unread, now, onOpen }) {
  const latest = (chat) => chat.last_message?.date || 0;
  const shown = [...chats].filter((chat) => chat.migrated_to === null).sort((one, other) => latest(other) - latest(one) || other.id - one.id);
  find("chats").replaceChildren(...shown.map((chat) => make("li", {}, item(chat, { current, unread, now, onOpen }))));
}

function item(chat, { current, unread, now, onOpen }) {
  const name = chatName(chat);
  const last = chat.last_message;
  const from = last && (last.from.is_bot ? "newsbot" : chat.type === "private" ? "You" : last.from.first_name);
  const count = unread(chat);
  const node = make("button", { type: "button", className: "chat", onclick: () => onOpen(chat.id), "aria-current": chat.id === current ? "true" : null },
    avatar(name, chat.id),
    make("span", { className: "chat-name", textContent: name, dir: "auto" }),
    make("time", { textContent: last ? listTime(new Date(last.date * 1000), now) : "" }),
    make("span", { className: "chat-last", dir: "auto" }, last && !isService(last) ? make("b", { textContent: `${from}: ` }) : null, last ? summary(last) : chat.type === "private" ? "Not started yet" : "No messages yet"),
    count ? make("span", { className: "badge", textContent: count > 99 ? "99+" : String(count), "aria-label": `${count} unread` }) : null);
  return node;
}

export function bindNewPerson(create) {
  find("person-language").replaceChildren(...LANGUAGES.map(([value, textContent]) => make("option", { value, textContent })));
  find("add-person").addEventListener("click", () => openDialog("person", () => {
    create({ type: "private", first_name: find("person-name").value.trim(), language_code: find("person-language").value });
    find("person-name").value = "";
  }));
}

export function bindNewGroup(people, create) {
  find("add-group").addEventListener("click", () => {
    const known = people();
    const offered = [...known, ...STRANGERS.filter((one) => !known.some((other) => other.id === one.id))].slice(0, Math.max(3, known.length));
    find("group-members").replaceChildren(...offered.map((person, index) => memberRow(person, index === 0)));
    openDialog("group", () => {
      const ticked = (kind) => [...find("group-members").querySelectorAll(`.${kind}:checked`)].map((box) => Number(box.value));
      const members = offered.filter((one) => ticked("in").includes(one.id));
      if (!members.length) return toast("A group needs at least one person.");
      create({ type: "group", title: find("group-name").value.trim(), members, admins: members.filter((one) => ticked("admin").includes(one.id)) });
      find("group-name").value = "";
    });
  });
}

function memberRow(person, isAdmin) {
  return make("div", { className: "member" },
    make("label", {}, make("input", { type: "checkbox", className: "in", value: person.id, checked: true }), make("span", { textContent: person.first_name, dir: "auto" })),
    make("label", {}, make("input", { type: "checkbox", className: "admin", value: person.id, checked: isAdmin }), "admin"));
}
