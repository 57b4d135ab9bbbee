// The editor's script. It presses the buttons of the form for whoever types and takes over what comes back:
// nothing is rendered here, and without it the page does the same with a reload.
const PAUSE = 900;
const main = () => document.getElementById("main");
const form = () => document.getElementById("editor");
let timer;
let running = 0;
let leaving = false;

document.documentElement.dataset.scripted = "";

/** Posts the form as if `act` was pressed; `files` are added to a field. */
async function post(act, files = []) {
  const body = new FormData(form());
  body.set("act", act);
  if (act === "auto") for (const [name, value] of [...body]) if (value instanceof File) body.delete(name);
  for (const [name, file] of files) body.append(name, file, file.name);
  const answer = await fetch(location.href, { method: "POST", body, headers: { accept: "text/html" } });
  if (answer.redirected && new URL(answer.url).pathname !== "/login") {
    leaving = true;
    location.assign(answer.url);
    return;
  }
  return new DOMParser().parseFromString(await answer.text(), "text/html");
}

/** Whether `page` is this editor again. If not, what was typed stays, and what the other page says is said. */
function isEditor(page) {
  const found = page?.getElementById("editor");
  const notice = document.getElementById("unreached");
  if (leaving || !notice) return false;
  notice.hidden = !!found;
  notice.lastElementChild.textContent = found ? "" : (page?.querySelector("h1")?.textContent ?? "");
  if (!found) notice.scrollIntoView({ block: "center" });
  return !!found;
}

/** The texts of the form, by name. */
function typed() {
  return new Map([...new FormData(form())].filter(([, value]) => typeof value === "string"));
}

/** Takes over parts of the page by their ids. */
function take(page, ...ids) {
  for (const id of ids) {
    const [old, fresh] = [document.getElementById(id), page?.getElementById(id)];
    if (old && fresh) old.replaceChildren(...document.adoptNode(fresh).childNodes);
  }
}

/** The whole page again, with the cursor where it was. */
async function press(act, files) {
  clearTimeout(timer);
  const turn = ++running;
  const before = typed();
  form()?.setAttribute("aria-busy", "true");
  const page = await post(act, files).catch(() => null);
  form()?.removeAttribute("aria-busy");
  if (turn !== running || !isEditor(page)) return;
  const { id, name, selectionStart } = document.activeElement ?? {};
  const [x, y] = [scrollX, scrollY];
  const since = [...typed()].filter(([field, value]) => before.get(field) !== value);
  take(page, "main");
  for (const [field, value] of since) {
    const [fresh] = document.getElementsByName(field);
    if (/^(text|textarea|search)$/.test(fresh?.type)) fresh.value = value;
  }
  document.title = page.title;
  draw();
  scrollTo(x, y);
  const again = (id && document.getElementById(id)) || (name && name !== "act" && document.getElementsByName(name)[0]);
  const alert = main().querySelector(":scope > [role=alert]");
  if (alert) alert.scrollIntoView({ block: "center" });
  else if (again) {
    again.focus({ preventScroll: true });
    if (selectionStart != null) again.setSelectionRange?.(selectionStart, selectionStart);
  }
}

/** Shows and keeps what was typed, when there is a pause. */
function later() {
  clearTimeout(timer);
  timer = setTimeout(async () => {
    const turn = ++running;
    const page = await post("auto").catch(() => null);
    if (turn === running && isEditor(page)) take(page, "preview", "draft-state");
  }, PAUSE);
}

/** Where a file that is pasted or dropped at `target` belongs. */
function field(target) {
  const part = target?.closest?.("[id^=part-]")?.id;
  const prefix = part ? `${part}-` : "";
  const map = document.getElementsByName(`${prefix}map-file`)[0];
  return map && !document.getElementsByName(`${prefix}map-media`)[0] ? map.name : `${prefix}figure`;
}

addEventListener("input", event => {
  if (event.target.form !== form() || event.target.type === "file") return;
  if (/areas$/.test(event.target.name)) draw();
  later();
});

addEventListener("change", event => {
  const { target } = event;
  if (target.form !== form()) return;
  if (target.type === "file" && target.files.length) press("upload");
  else if (/(^|-)kind$/.test(target.name)) press("kind");
});

addEventListener("submit", event => {
  const button = event.submitter;
  const act = button?.value ?? "save";
  if (event.target !== form()) return;
  if (["save", "next", "discard"].includes(act)) return void ((leaving = true), clearTimeout(timer));
  event.preventDefault();
  press(act);
});

addEventListener("keydown", event => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || !form()) return;
  event.preventDefault();
  const button = form().querySelector(`[name=act][value=${event.shiftKey ? "next" : "save"}]`);
  if (button) form().requestSubmit(button);
});

for (const [kind, list] of [["paste", "clipboardData"], ["drop", "dataTransfer"]]) {
  addEventListener(kind, event => {
    const files = [...(event[list]?.files ?? [])];
    if (!files.length || !form() || event.target.type === "file") return;
    // Cells of a spreadsheet come as a picture as well; whoever is typing means the text.
    if (kind === "paste" && event.clipboardData.getData("text/plain") && event.target.form) return;
    event.preventDefault();
    const name = field(event.target);
    press("upload", files.map(file => [name, file]));
  });
}
addEventListener("dragover", event => {
  if (form() && event.dataTransfer?.types.includes("Files") && event.target.type !== "file") event.preventDefault();
});

// Areas of a picture: drawn here, written as lines of the field, which stays the one place that counts.
const SVG = "http://www.w3.org/2000/svg";
let pen;

function shape(numbers) {
  const make = (name, values) => {
    const made = document.createElementNS(SVG, name);
    for (const key in values) made.setAttribute(key, values[key]);
    return made;
  };
  const [x, y, width, height] = numbers;
  if (numbers.length === 3) return make("circle", { cx: x, cy: y, r: width });
  if (numbers.length === 4) return make("rect", { x, y, width, height });
  return make("polygon", { points: numbers.join(" ") });
}

function draw() {
  for (const figure of document.querySelectorAll("[data-areas]")) {
    const svg = figure.querySelector("svg");
    const text = document.getElementsByName(figure.dataset.areas)[0];
    svg.replaceChildren();
    text.value.split("\n").forEach((line, at) => {
      const found = /^\s*([*＊]?)\s*([\d,，\s]*\d)/.exec(line);
      const numbers = found?.[2].split(/[,，\s]+/).map(Number) ?? [];
      if (numbers.length < 3) return;
      const made = shape(numbers);
      made.dataset.line = at;
      made.toggleAttribute("data-right", !!found[1]);
      svg.append(made);
    });
  }
}

function spot(svg, event) {
  const box = svg.getBoundingClientRect();
  const { width, height } = svg.viewBox.baseVal;
  const within = (value, most) => Math.round(Math.max(0, Math.min(most - 1, value)));
  return [
    within(((event.clientX - box.left) / box.width) * width, width),
    within(((event.clientY - box.top) / box.height) * height, height),
  ];
}

addEventListener("pointerdown", event => {
  const svg = event.target.closest?.("[data-areas] svg");
  if (!svg) return;
  event.preventDefault();
  svg.setPointerCapture?.(event.pointerId);
  pen = { svg, from: spot(svg, event), hit: event.target.dataset.line };
});

addEventListener("pointermove", event => {
  if (!pen) return;
  pen.made?.remove();
  pen.svg.append((pen.made = shape(box(pen.from, spot(pen.svg, event)))));
});

addEventListener("pointerup", event => {
  if (!pen) return;
  const { svg, from, hit } = pen;
  pen = undefined;
  const text = document.getElementsByName(svg.closest("[data-areas]").dataset.areas)[0];
  const numbers = box(from, spot(svg, event));
  const lines = text.value.split("\n");
  if (numbers[2] > 4 && numbers[3] > 4) text.value = `${text.value.trimEnd()}\n* ${numbers.join(",")} `.trimStart();
  else if (hit !== undefined) {
    lines[hit] = /^\s*[*＊]/.test(lines[hit]) ? lines[hit].replace(/^\s*[*＊]\s*/, "") : `* ${lines[hit]}`;
    text.value = lines.join("\n");
  }
  draw();
  later();
});

function box([x, y], [right, bottom]) {
  return [Math.min(x, right), Math.min(y, bottom), Math.abs(right - x), Math.abs(bottom - y)];
}

draw();
