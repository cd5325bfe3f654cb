// Where a person writes: the text field, the command menu, answers, attachments, the bot's own keyboards.

import { alertWith, bindMenu, find, icon, make, openDialog } from "./dom.js";
import { summary } from "./message.js";

const CITIES = [
  ["Dhaka", 23.81, 90.41], ["Berlin", 52.52, 13.41], ["New York", 40.71, -74.01], ["Tokyo", 35.68, 139.69],
  ["Nairobi", -1.29, 36.82], ["São Paulo", -23.55, -46.63], ["Kathmandu", 27.72, 85.32], ["Sydney", -33.87, 151.21],
];
const LARGEST_FILE = 20 * 1024 * 1024;

// `deeds`: {send(draft), commands()}
export function bindComposer(deeds) {
  const draft = find("draft");
  const suggestions = find("suggestions");
  let answered = null;
  let chosen = -1;

  const grow = () => {
    draft.style.height = "auto";
    draft.style.height = `${Math.min(draft.scrollHeight, 168)}px`;
    find("send").disabled = !draft.value.trim();
  };

  const send = (content) => {
    deeds.send({ ...content, ...(answered ? { reply_to_message_id: answered.message_id } : {}) });
    stopReply();
  };

  const sendDraft = () => {
    const text = draft.value;
    if (!text.trim()) return;
    draft.value = "";
    hideSuggestions();
    grow();
    send({ text });
  };

  function stopReply() {
    answered = null;
    find("reply-bar").hidden = true;
  }

  function showSuggestions(all) {
    const typed = /^\/(\w*)$/.exec(draft.value);
    const wanted = deeds.commands().filter((one) => all || (typed && one.command.startsWith(typed[1].toLowerCase())));
    if (!wanted.length) return hideSuggestions();
    chosen = all ? -1 : 0;
    suggestions.replaceChildren(...wanted.map((one, index) =>
      make("button", { type: "button", role: "option", id: `suggestion-${index}`, tabIndex: -1, className: "suggestion", "data-command": one.command, onclick: () => pick(one.command) },
        make("b", { textContent: `/${one.command}` }), make("span", { textContent: one.description, dir: "auto" }))));
    suggestions.hidden = false;
    for (const node of [draft, find("commands")]) node.setAttribute("aria-expanded", "true");
    mark();
  }

  function hideSuggestions() {
    suggestions.hidden = true;
    chosen = -1;
    for (const node of [draft, find("commands")]) node.setAttribute("aria-expanded", "false");
    draft.removeAttribute("aria-activedescendant");
  }

  function mark() {
    [...suggestions.children].forEach((node, index) => {
      node.setAttribute("aria-selected", String(index === chosen));
      if (index === chosen) { node.scrollIntoView({ block: "nearest" }); draft.setAttribute("aria-activedescendant", node.id); }
    });
  }

  function pick(command) {
    draft.value = "";
    hideSuggestions();
    grow();
    draft.focus();
    send({ text: `/${command}` });
  }

  function moveInSuggestions(event) {
    const count = suggestions.children.length;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) chosen = chosen < 0 ? (step > 0 ? 0 : count - 1) : (chosen + step + count) % count;
    else if (event.key === "Escape") return hideSuggestions(), true;
    else if (event.key === "Tab" && chosen >= 0) { draft.value = `/${suggestions.children[chosen].dataset.command} `; hideSuggestions(); grow(); return true; }
    else if (event.key === "Enter" && chosen >= 0) return pick(suggestions.children[chosen].dataset.command), true;
    else return false;
    mark();
    return true;
  }

  draft.addEventListener("input", () => { grow(); showSuggestions(false); });
  draft.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (!suggestions.hidden && moveInSuggestions(event)) return event.preventDefault();
    if (event.key === "Enter" && !event.shiftKey) { event.preventDefault(); sendDraft(); }
    if (event.key === "Escape") stopReply();
  });
  find("send").addEventListener("click", () => { sendDraft(); draft.focus(); });
  find("reply-cancel").addEventListener("click", stopReply);
  find("commands").addEventListener("click", () => { if (suggestions.hidden) showSuggestions(true); else hideSuggestions(); draft.focus(); });
  document.addEventListener("pointerdown", (event) => { if (!event.target.closest("#suggestions, #commands, #draft")) hideSuggestions(); });
  bindMenu(find("attach"), find("attach-items"));
  bindAttachments(send);

  return {
    reply(message) {
      answered = message;
      find("reply-name").textContent = message.from.first_name;
      find("reply-text").textContent = summary(message);
      find("reply-bar").hidden = false;
      draft.focus();
    },
    reset() { stopReply(); hideSuggestions(); draft.value = ""; grow(); },
    showKeys: (markup) => showKeys(markup, send),
    update: () => { find("commands").hidden = !deeds.commands().length; },
  };
}

function bindAttachments(send) {
  find("cities").replaceChildren(...CITIES.map(([name, latitude, longitude]) =>
    make("button", { type: "button", textContent: name, onclick: () => { find("latitude").value = latitude; find("longitude").value = longitude; } })));
  find("attach-location").addEventListener("click", () => shareLocation(send));
  find("attach-forward").addEventListener("click", () => openDialog("forward", () => {
    const name = find("forward-name").value.trim();
    send({ text: find("forward-text").value, forward: name ? { from_name: name } : true });
    find("forward-text").value = "";
  }));
  find("attach-document").addEventListener("click", () => find("file").click());
  find("file").addEventListener("change", async () => {
    const [file] = find("file").files;
    find("file").value = "";
    if (!file) return;
    if (file.size > LARGEST_FILE) return alertWith("Telegram gives bots files of at most 20 MB. Choose a smaller one.");
    send({ document: { name: file.name, content_base64: await base64(file) } });
  });
}

function shareLocation(send) {
  openDialog("location", () => send({ location: { latitude: Number(find("latitude").value), longitude: Number(find("longitude").value) } }));
}

function base64(file) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result.slice(reader.result.indexOf(",") + 1));
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(file);
  });
}

// The keyboard a bot offers in place of typing.
function showKeys(markup, send) {
  const keys = find("keys");
  keys.hidden = !markup?.keyboard;
  if (keys.hidden) return;
  keys.replaceChildren(...markup.keyboard.map((row) => make("div", { className: "key-row" }, ...row.map((button) =>
    make("button", { type: "button", className: "key", onclick: () => (button.request_location ? shareLocation(send) : send({ text: button.text })) },
      button.request_location ? icon("pin") : null, make("span", { textContent: button.text, dir: "auto" }))))));
}
