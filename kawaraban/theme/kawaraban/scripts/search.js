// Search: loads the parts of the index that a query needs (for the format see kawaraban/outputs/search/__init__.py), checks
// each candidate against the text of the post, and shows hits while the reader types.
const $ = (id) => document.getElementById(id);
const box = $("q"), list = $("search-results"), status = $("search-status"), more = $("search-more");
const FORMAT = 1, PAGE = 10, BEFORE = 32, AFTER = 72, PAUSE = 120;
const DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_";
const KANJI = /[\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u{20000}-\u{3ffff}]/u;
const CLUSTER = /.(?:[\p{M}\uff9e\uff9f]|\u200d.)*/gsu;
class Stale extends Error {} // the files are from different builds
let about = {}, query, turn = 0, files = new Map();

const sum = (numbers) => numbers.reduce((all, one) => all + one, 0);
const narrow = (text) => text.normalize("NFKC").toLowerCase();
const kana = (text) => text.replace(/[\u30a1-\u30f6\u30fd\u30fe]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 96));
const fold = (text) => kana(narrow(text)).replace(/ {2,}/g, " ");

// Return [{text, low, exact}] for the words of a query, and phrases in quotation marks, which must match exactly.
function terms(text) {
  const found = text.replace(/[“”„＂]/g, '"').matchAll(/"([^"]+)"?|([^\s"]+)/g);
  return [...found].map(([, phrase, word]) => {
    const text = (phrase ?? word).trim().replace(/\s+/g, " ");
    return { text, low: fold(text).trim(), exact: phrase !== undefined };
  }).filter((term) => term.low);
}

// Return [[key, estimated frequency]] for a term, without pairs that are part of a key of three characters.
function keys(term) {
  const found = new Map(), looks = narrow(term.text).split(/ +/);
  term.low.split(" ").forEach((word, index) => {
    const letters = [...word], seen = [...looks[index] ?? word], other = letters.map((c) => !KANJI.test(c));
    const add = (at, size) => {
      const costs = seen.slice(at, at + size).map((c) => KANJI.test(c) ? 0 : /[\u3041-\u309f\u3000-\u3004、。]/.test(c) ? 2 : 1);
      found.set(letters.slice(at, at + size).join(""), sum(costs) / size + (size === 1));
    };
    letters.forEach((_, at) => {
      if (other[at] && other[at + 1] && other[at + 2]) add(at, 3);
      else if (at + 1 < letters.length && !(other[at - 1] && other[at] && other[at + 1])) add(at, 2);
    });
    if (letters.length === 1) add(0, 1);
  });
  return [...found];
}

function crc(text) {
  let rest = -1;
  for (const byte of new TextEncoder().encode(text)) {
    rest ^= byte;
    for (let bit = 0; bit < 8; bit++) rest = (rest >>> 1) ^ (rest & 1 && 0xedb88320);
  }
  return ~rest >>> 0;
}

async function get(path, read) { // revalidated on load, cached while the page is open
  const answer = await fetch(list.dataset.root + "search/" + path, { cache: "no-cache" });
  if (!answer.ok) throw new Stale(path);
  return read(answer);
}
const inflate = (answer) => new Response(answer.body.pipeThrough(new DecompressionStream("deflate-raw"))).arrayBuffer();
async function file(path, encoding) {
  if (!files.has(path)) files.set(path, get(path, inflate));
  return new TextDecoder(encoding).decode(await files.get(path));
}

async function renew() {
  const now = await get("index.json", (answer) => answer.json());
  if (now.build !== about.build) files = new Map();
  about = now;
}

// Return a map from each document with the key to where it occurs: 0 (title), 1 (heading) or 2 (text).
async function having(key) {
  const hash = crc(key), shard = hash & (about.shards - 1), paths = [`${shard >> 6}/${shard}`], found = new Map();
  if (about.documents > about.settled) paths.push(`new/${hash & 63}`);
  for (const text of await Promise.all(paths.map((path) => file(`keys/${path}.bin`)))) {
    const line = text.split("\n").find((one) => one.startsWith(key + " ")) ?? "";
    line.slice(key.length + 1).split(".").forEach((written, which) => {
      let last, gap = 0, place = 1; // numbers are descending
      for (const sign of written) {
        const digit = DIGITS.indexOf(sign);
        gap += (digit & 31) * place;
        place *= 32;
        if (digit > 31) continue;
        last = last === undefined ? gap : last - gap - 1;
        found.set(last, 2 - which);
        gap = 0;
        place = 1;
      }
    });
  }
  return found;
}

class Query {
  constructor(text) {
    this.terms = terms(text);
    const all = this.terms.map((term, index) => keys(term).map(([key, cost]) => ({ key, cost, index })));
    this.exact = all.every((some, index) => !this.terms[index].exact && some.length === 1);
    const best = all.map((some) => some.sort((a, b) => a.cost - b.cost)).filter((some) => some.length);
    const first = best.map((some) => some.shift());
    this.left = [...first, ...best.flat().sort((a, b) => a.cost - b.cost)];
    this.first = Math.max(2, first.length);
    this.used = [];
    this.hits = [];
  }
  // Intersect the candidates with the documents of the next keys.
  async narrow(count) {
    const taken = this.left.splice(0, count), found = await Promise.all(taken.map(({ key }) => having(key)));
    taken.forEach(({ key, index }, at) => {
      this.used.push(key);
      this.queue ??= [...found[at].keys()].map((number) => ({ number, ranks: this.terms.map(() => 0) }));
      this.queue = this.queue.filter(({ number, ranks, seen }) => {
        if (seen) return true;
        ranks[index] = Math.max(ranks[index], found[at].get(number));
        return found[at].has(number);
      });
    });
    this.sort();
  }
  sort() {
    for (const one of this.queue) one.rank = sum(one.ranks);
    this.queue.sort((a, b) => a.rank - b.rank || b.number - a.number);
  }
  // Return up to ten further hits.
  async next() {
    if (!this.queue) await this.narrow(this.first);
    const next = [];
    for (let failed = 0; next.length < PAGE && this.queue.length;) {
      const [one] = this.queue;
      if (!one.post) await Promise.all(this.queue.slice(0, PAGE - next.length).map(async (each) => { each.post ??= await post(each.number); }));
      this.queue.shift();
      if (!one.seen && !this.holds(one)) {
        if (++failed % 3 === 0 && this.left.length) await this.narrow(2);
      } else if (sum(one.ranks) > one.rank) {
        this.queue.push(one);
        this.sort();
      } else next.push(one);
    }
    this.hits.push(...next);
    return next;
  }
  holds(one) {
    const { post } = one, low = post.places.flat().map(fold).join("\n");
    if (!this.used.every((key) => low.includes(key)) && !this.again) throw new Stale(one.number);
    one.ranks = this.terms.map((term) => post.places.findIndex((lines) => lines.some((line) => term.exact ? line.includes(term.text) : fold(line).includes(term.low))));
    one.seen = true;
    return one.ranks.every((rank) => rank >= 0);
  }
}

async function post(number) {
  const found = JSON.parse(await file(`text/${Math.floor(number / 100)}/${number}.bin`, "utf-16le"));
  found.places = [[found.title, ...found.labels], found.headings.map((at) => found.lines[at]), found.lines];
  return found;
}

// Return [[start, end]] of all matches of the terms in a text, without overlaps.
function places(text, wanted) {
  const starts = [], found = [];
  let low = "", at = 0;
  for (const [cluster] of text.matchAll(CLUSTER)) {
    const folded = fold(cluster);
    for (let n = 0; n < folded.length; n++) starts.push(at);
    low += folded;
    at += cluster.length;
  }
  starts.push(at);
  for (const term of wanted) {
    const [inside, word] = term.exact ? [text, term.text] : [low, term.low];
    for (let n = inside.indexOf(word); n >= 0; n = inside.indexOf(word, n + word.length)) {
      const end = n + word.length;
      if (term.exact) found.push([n, end]);
      else found.push([starts[n], starts.find((start, index) => index >= end && start > starts[end - 1]) ?? at]);
    }
  }
  found.sort((a, b) => a[0] - b[0]);
  return found.reduce((kept, [start, end]) => {
    const last = kept.at(-1);
    if (last && start <= last[1]) last[1] = Math.max(last[1], end);
    else kept.push([start, end]);
    return kept;
  }, []);
}

const make = (name, attributes = {}, ...children) => {
  const element = Object.assign(document.createElement(name), attributes);
  element.append(...children);
  return element;
};

function marked(text, wanted, from = 0, to = text.length) {
  const parts = [];
  let done = from;
  for (const [start, end] of places(text, wanted)) {
    if (start < from || end > to) continue;
    parts.push(text.slice(done, start), make("mark", {}, text.slice(start, end)));
    done = end;
  }
  return [...parts, text.slice(done, to)];
}

// Return excerpts around the first match, and around further ones.
function excerpt(post) {
  const parts = [];
  let missing = query.terms;
  const has = (line, term) => places(line, [term]).length;
  while (missing.length && parts.length < 3) {
    const counts = post.lines.map((line) => missing.filter((term) => has(line, term)).length), most = Math.max(0, ...counts);
    if (!most) break;
    const line = post.lines[counts.indexOf(most)], here = missing.filter((term) => has(line, term));
    const bounds = [...line.matchAll(CLUSTER)].map((found) => found.index), [start, end] = places(line, here)[0];
    const from = start > BEFORE ? bounds.findLast((at) => at <= start - BEFORE) : 0;
    const to = bounds.find((at) => at >= Math.max(end, from + BEFORE + AFTER)) ?? line.length;
    parts.push(from ? "…" : parts.length ? " " : "", ...marked(line, query.terms, from, to), to < line.length ? "…" : "");
    missing = missing.filter((term) => !here.includes(term));
  }
  return parts.length ? parts : [(post.lines[0] ?? "").slice(0, BEFORE + AFTER)];
}

function item({ post }) {
  const [year, month, day] = post.date.split("-"), labels = post.labels.filter((label) => places(label, query.terms).length);
  const date = day ? new Date(year, month - 1, day).toLocaleDateString(document.documentElement.lang, { dateStyle: "long" }) : "";
  const meta = make("p", { className: "kw-meta" }, make("time", { dateTime: post.date }, date), ...labels.flatMap((label) => [" ", ...marked(label, query.terms)]));
  const link = make("a", { href: list.dataset.root + post.url }, ...marked(post.title, query.terms));
  return make("li", {}, meta, make("h2", {}, link), make("p", { className: "kw-excerpt" }, ...excerpt(post)));
}

function say(word, count = 0) { status.textContent = word ? status.dataset[word].replace("{n}", count) : ""; }

async function show(mine, asked) {
  const next = await asked.next();
  if (mine !== turn) return;
  if (asked.hits.length === next.length) list.replaceChildren();
  list.append(...next.map(item));
  const sure = asked.exact || asked.queue.every((one) => one.seen), count = asked.hits.length + (sure ? asked.queue.length : 0);
  say(sure ? count ? "found" : "none" : "least", count);
  more.hidden = !asked.queue.length;
}

async function search(again) {
  const mine = ++turn;
  try {
    const asked = new Query(box.value);
    asked.again = again;
    if (!asked.left.length) {
      list.replaceChildren();
      more.hidden = true;
      say("");
      return;
    }
    await renew();
    if (mine !== turn) return;
    if (about.format !== FORMAT) { say("old"); return; }
    query = asked;
    await show(mine, asked);
  } catch (error) { failed(error, mine, again); }
}

function failed(error, mine, again) {
  files = new Map();
  if (mine !== turn) return;
  if (error instanceof Stale && !again) search(true);
  else say(location.protocol === "file:" ? "file" : "old");
}

let timer;
function wait() {
  clearTimeout(timer);
  timer = setTimeout(() => {
    history.replaceState(null, "", box.value ? "?q=" + encodeURIComponent(box.value) : location.pathname);
    search();
  }, PAUSE);
}
box.value = new URLSearchParams(location.search).get("q") ?? "";
if (box.value) search();
box.addEventListener("input", (event) => { if (!event.isComposing) wait(); });
box.addEventListener("compositionend", wait);
box.form.addEventListener("submit", (event) => { event.preventDefault(); wait(); });
more.addEventListener("click", () => {
  const first = list.children.length, mine = turn;
  more.hidden = true; // ignore further clicks
  show(mine, query).then(() => list.children[first]?.querySelector("a").focus(), (error) => failed(error, mine));
});
document.addEventListener("keydown", (event) => { // the arrow keys move between the box and the hits
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key], stops = [box, ...list.querySelectorAll("a")];
  const at = stops.indexOf(document.activeElement);
  if (!step || at < 0 || event.isComposing) return;
  event.preventDefault();
  stops[Math.min(Math.max(at + step, 0), stops.length - 1)].focus();
});
