// The rows of regimens: added, removed and moved without asking the server.

const rows = document.getElementById("rows");

export function all() {
  return Array.from(rows.querySelectorAll(".row"));
}

export function fields(row) {
  return {
    name: row.querySelector('[name="name"]'),
    text: row.querySelector('[name="text"]'),
    said: row.querySelector(".said"),
  };
}

// Numbers stand in ids, labels and buttons; after every change they are written anew.
function number() {
  all().forEach((row, index, list) => {
    const place = index + 1;
    const { name, text, said } = fields(row);
    name.id = `name-${place}`;
    text.id = `text-${place}`;
    said.id = `said-${place}`;
    text.setAttribute("aria-describedby", said.id);
    const [first, second] = row.querySelectorAll("label");
    first.htmlFor = name.id;
    second.htmlFor = text.id;
    first.querySelector("span").textContent = `of regimen ${place}`;
    second.querySelector("span").textContent = ` ${place}`;
    row.querySelector(".moves").setAttribute("aria-label", `Place of regimen ${place}`);
    const [up, down, remove] = row.querySelectorAll(".moves button");
    const verbs = [[up, "up", "Move", " up"], [down, "down", "Move", " down"], [remove, "remove", "Remove", ""]];
    verbs.forEach(([button, verb, word, after]) => {
      button.value = `${verb}:${index}`;
      button.setAttribute("aria-label", `${word} regimen ${place}${after}`);
    });
    up.disabled = index === 0;
    down.disabled = place === list.length;
    remove.disabled = list.length === 1;
  });
}

export function tell(row, words, wrong) {
  const { text, said } = fields(row);
  said.textContent = words;
  said.classList.toggle("wrong", wrong);
  if (wrong) { text.setAttribute("aria-invalid", "true"); } else { text.removeAttribute("aria-invalid"); }
}

function fresh(name, text) {
  const row = all()[0].cloneNode(true);
  const found = fields(row);
  found.name.value = name;
  found.text.value = text;
  tell(row, "", false);
  return row;
}

export function fill(regimens) {
  const made = regimens.map(({ name, text }) => fresh(name, text));
  if (made.length) { rows.replaceChildren(...made); }
  number();
}

// Does what the button `action` says; returns whether it was one of ours.
export function act(action) {
  const [verb, place] = action.split(":");
  if (verb === "add") {
    const row = fresh("", "");
    rows.append(row);
    number();
    fields(row).name.focus();
    return true;
  }
  const list = all();
  const row = list[Number(place)];
  if (!row || !["up", "down", "remove"].includes(verb)) { return false; }
  if (verb === "remove") {
    row.remove();
    number();
    const next = all()[Math.min(Number(place), list.length - 2)];
    fields(next).name.focus();
    return true;
  }
  if (verb === "up") { row.previousElementSibling.before(row); } else { row.nextElementSibling.after(row); }
  number();
  const button = row.querySelector(`.moves button[value^="${verb}"]`);
  (button.disabled ? fields(row).name : button).focus();
  return true;
}
