"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const words = { pass: "passed", fail: "failed", skip: "skipped", inconclusive: "inconclusive", error: "in error" };
  const signs = { pass: "✓", fail: "✗", skip: "–", inconclusive: "?", error: "!" };
  const page = 200;
  let shown = page;
  let matching = [];

  // el makes an element; strings become text, never markup.
  function el(name, attributes, ...children) {
    const e = document.createElement(name);
    for (const [key, value] of Object.entries(attributes || {})) {
      if (value === true) e.setAttribute(key, "");
      else if (value !== false && value != null) e.setAttribute(key, value);
    }
    e.append(...children.filter((c) => c != null && c !== ""));
    return e;
  }
  const $ = (id) => document.getElementById(id);

  // A case is [id, kind, operation, verdict, milliseconds, run].
  const all = data.cases.map((c, index) => ({
    index, id: c[0], kind: data.kinds[c[1]], operation: data.operations[c[2]], verdict: data.verdicts[c[3]], ms: c[4], run: data.runs[c[5]],
    detail: data.details[index] || null, text: undefined,
  }));
  // The worst verdicts come first, each in the order of the run.
  const byVerdict = { fail: [], error: [], inconclusive: [], skip: [], pass: [] };
  for (const c of all) byVerdict[c.verdict].push(c);
  const cases = Object.values(byVerdict).flat();

  // text is what a search looks at.
  function text(c) {
    if (c.text === undefined) {
      const d = c.detail;
      c.text = (c.id + (d ? " " + [d.title, d.reason, ...(d.findings || []).map((f) => f.check + " " + f.message)].join(" ") : "")).toLowerCase();
    }
    return c.text;
  }

  function fill(select, values) {
    for (const v of values) select.append(el("option", { value: v }, v));
  }
  fill($("operation"), data.operations);
  fill($("kind"), data.kinds);
  const checks = new Set();
  for (const c of cases) for (const f of c.detail?.findings || []) checks.add(f.check);
  fill($("check"), [...checks].sort());

  fill($("run"), data.runs);
  $("run-label").hidden = data.runs.length < 2;

  // What was found: each fingerprint once, the heaviest and most frequent first.
  const found = new Map();
  for (const c of cases) {
    for (const f of c.detail?.findings || []) {
      if (f.waived) continue;
      const seen = found.get(f.fingerprint) || { f, n: 0 };
      seen.n++;
      found.set(f.fingerprint, seen);
    }
  }
  const weight = { error: 0, warning: 1, info: 2 };
  const distinct = [...found.values()].sort((a, b) => weight[a.f.severity] - weight[b.f.severity] || b.n - a.n);
  let print = "";
  function showFound() {
    $("findings").replaceChildren(...distinct.slice(0, page).map(({ f, n }) => {
      const button = el("button", { type: "button", "aria-pressed": String(print === f.fingerprint) }, n === 1 ? "1 case" : n.toLocaleString("en") + " cases");
      button.addEventListener("click", () => {
        print = print === f.fingerprint ? "" : f.fingerprint;
        for (const b of $("findings").querySelectorAll("button")) b.setAttribute("aria-pressed", String(b === button && print !== ""));
        shown = page;
        update();
      });
      return el("li", { class: "s-" + f.severity }, button, el("span", { class: "what" }, `${f.severity}: ${f.check}: ${f.message}`, el("span", { class: "where" }, cite(f.source))));
    }));
    if (distinct.length > page) $("findings").append(el("li", {}, `and ${(distinct.length - page).toLocaleString("en")} more`));
    $("found").hidden = distinct.length === 0;
  }

  const chosen = new Set(Object.keys(words).filter((v) => v !== "pass" && cases.some((c) => c.verdict === v)));
  if (chosen.size === 0) chosen.add("pass");
  for (const verdict of Object.keys(words)) {
    const n = data.summary[verdict] || 0;
    const button = el("button", { type: "button", class: verdict, "aria-pressed": String(chosen.has(verdict)), disabled: n === 0 },
      el("span", { "aria-hidden": "true" }, signs[verdict]), el("b", {}, n.toLocaleString("en")), words[verdict]);
    button.addEventListener("click", () => {
      chosen.has(verdict) ? chosen.delete(verdict) : chosen.add(verdict);
      button.setAttribute("aria-pressed", String(chosen.has(verdict)));
      shown = page;
      update();
    });
    $("verdicts").append(button);
  }

  function update() {
    const wanted = $("search").value.trim().toLowerCase().split(/\s+/).filter(Boolean);
    const operation = $("operation").value, kind = $("kind").value, check = $("check").value, run = $("run").value;
    // One finding is shown in all of its cases, whatever their verdict.
    matching = cases.filter((c) => (print ? (c.detail?.findings || []).some((f) => f.fingerprint === print) : chosen.has(c.verdict)) && (!run || c.run === run) && (!operation || c.operation === operation) && (!kind || c.kind === kind) &&
      (!check || (c.detail?.findings || []).some((f) => f.check === check)) && wanted.every((t) => text(c).includes(t)));
    draw();
  }

  function draw() {
    const list = $("cases");
    list.replaceChildren(...matching.slice(0, shown).map(item));
    const n = Math.min(shown, matching.length);
    const left = data.omitted ? `; ${data.omitted.toLocaleString("en")} passing cases are counted and not listed` : "";
    const first = n < matching.length ? `; the first ${n.toLocaleString("en")} are listed` : "";
    const only = print ? `, those with the finding ${print}` : "";
    $("count").textContent = `${matching.length.toLocaleString("en")} of ${data.summary.cases.toLocaleString("en")} cases${only}${first}${left}`;
    $("more").hidden = matching.length <= shown;
    list.hidden = matching.length === 0;
  }

  function item(c) {
    const d = c.detail;
    const first = (d?.findings || [])[0];
    const why = !d ? "" : d.reason || (first ? (first.waived ? "waived, " + first.waiver + ": " : "") + first.check + ": " + first.message : "");
    const body = el("div", { class: "detail", id: "detail-" + c.index, hidden: true });
    const button = el("button", { type: "button", class: "case", "aria-expanded": "false", "aria-controls": body.id },
      el("span", { class: "verdict " + c.verdict }, signs[c.verdict] + " " + words[c.verdict] + (d?.flaky ? ", flaky" : "")),
      el("span", { class: "id" }, c.id, data.runs.length > 1 ? el("span", { class: "why" }, "on " + c.run) : "", why ? el("span", { class: "why" }, why) : ""),
      el("span", { class: "ms" }, c.ms > 0 ? c.ms.toFixed(1) + " ms" : ""));
    button.addEventListener("click", () => {
      const open = button.getAttribute("aria-expanded") === "true";
      if (!open && !body.firstChild) body.append(...detail(c));
      button.setAttribute("aria-expanded", String(!open));
      body.hidden = open;
    });
    return el("li", { id: "case-" + c.index }, button, body);
  }

  function detail(c) {
    const d = c.detail || {};
    const out = [];
    if (d.title) out.push(el("p", {}, d.title));
    if (d.reason) out.push(el("p", {}, el("b", {}, "Reason: "), d.reason));
    for (const f of d.findings || []) out.push(finding(f));
    const exchanges = d.exchanges?.length ? d.exchanges : d.exchange ? [d.exchange] : [];
    exchanges.forEach((x, i) => out.push(...exchange(x, exchanges.length > 1 ? `Step ${i + 1}` : "Exchange", d.findings || [])));
    if (d.omitted) out.push(el("p", {}, "So many cases failed that the exchange of this one is only in the results JSON."));
    if (d.source?.file) out.push(el("p", { class: "why" }, "Documented: ", cite(d.source)));
    out.push(el("div", { class: "tools" }, copier("Copy case ID", c.id), copier("Copy command", "concord run " + shell(c.id))));
    if (!c.detail) out.unshift(el("p", {}, "Passed. Passing cases keep no exchange; run the case again with --verbose to see it."));
    return out;
  }

  const shell = (s) => /^[\w@%+=:,./-]+$/.test(s) ? s : "'" + s.replaceAll("'", "'\\''") + "'";

  function cite(s) {
    const parts = [s.page, s.edition, s.table, s.row ? "row " + s.row : ""].filter(Boolean).join(", ");
    return parts + (s.strength ? ` (${s.strength})` : "") + (s.file ? ` — ${s.file}${s.line ? ":" + s.line : ""}` : "");
  }

  function finding(f) {
    const rows = el("dl", {});
    const add = (name, value, cls) => { if (value) rows.append(el("dt", {}, name), el("dd", {}, cls ? el("span", { class: cls }, value) : value)); };
    add("Expected", f.want, "want");
    add("Got", f.got, "got");
    add("Where", f.pointer || f.path);
    add("Documented", f.source ? cite(f.source) : "");
    add("Times", f.count > 1 ? String(f.count) : "");
    add("Fingerprint", f.fingerprint);
    if (f.waived) add("Waived", f.waiver || "yes");
    return el("section", { class: "finding s-" + f.severity, "aria-label": f.severity + " of " + f.check },
      el("h3", {}, `${f.severity}: ${f.check}`), el("p", {}, f.message), rows);
  }

  function headers(h) {
    return Object.entries(h || {}).map(([k, v]) => `${k}: ${v}`).join("\n");
  }

  // pretty indents a JSON body that can be indented without changing a token.
  function pretty(body) {
    if (!body || body.length > 200000 || !/^\s*[[{]/.test(body)) return body || "";
    try { JSON.parse(body); } catch { return body; }
    let out = "", depth = 0, text = false;
    const line = () => "\n" + "  ".repeat(depth);
    for (let i = 0; i < body.length; i++) {
      const ch = body[i];
      if (text) { out += ch; if (ch === "\\") out += body[++i]; else if (ch === '"') text = false; continue; }
      if (ch === '"') { text = true; out += ch; }
      else if (ch === "{" || ch === "[") { const next = body.slice(i + 1).match(/^\s*([}\]])/); if (next) { out += ch + next[1]; i += next[0].length; } else { depth++; out += ch + line(); } }
      else if (ch === "}" || ch === "]") { depth--; out += line() + ch; }
      else if (ch === ",") out += ch + line();
      else if (ch === ":") out += ": ";
      else if (!/\s/.test(ch)) out += ch;
    }
    return out;
  }

  // cut keeps what a page can lay out; the results JSON has the rest.
  const longest = 100000;
  const cut = (body) => body && body.length > longest ? body.slice(0, longest) + `\n… ${(body.length - longest).toLocaleString("en")} more characters are in the results` : body;

  // body shows a message's body and marks the lines that findings are about.
  function body(text, findings) {
    const pre = el("pre", { tabindex: "0" });
    const names = new Set(findings.filter((f) => f.pointer && f.section !== "request").map((f) => f.pointer.split("/").pop().replaceAll("~1", "/").replaceAll("~0", "~")));
    let marked = 0;
    for (const line of cut(pretty(text)).split("\n")) {
      const name = line.match(/^\s*"((?:[^"\\]|\\.)*)":/)?.[1];
      if (name != null && names.has(name) && marked < 50) { marked++; pre.append(el("mark", {}, line), "\n"); } else pre.append(line + "\n");
    }
    return pre;
  }

  function exchange(x, title, findings) {
    const out = [el("h3", {}, title)];
    const request = x.request;
    out.push(el("pre", { tabindex: "0", "aria-label": "Request" }, [`${request.method} ${request.url}`, headers(request.headers), "", cut(pretty(request.body))].join("\n").trim()));
    if (x.response) {
      out.push(el("pre", { tabindex: "0", "aria-label": "Response headers" }, [`HTTP ${x.response.status}`, headers(x.response.headers)].join("\n").trim()));
      if (x.response.base64) out.push(el("p", {}, "The body is no text; base64:"), el("pre", { tabindex: "0" }, x.response.base64));
      else if (x.response.body) out.push(body(x.response.body, findings));
      if (x.response.omitted) out.push(el("p", {}, `${x.response.omitted.toLocaleString("en")} more bytes are left out.`));
      if (x.response.cut) out.push(el("p", {}, "The body ended early: " + x.response.cut));
    } else out.push(el("p", {}, "No answer: " + (x.error || "")));
    if (x.curl) out.push(el("div", { class: "tools" }, copier("Copy curl", x.curl)), el("pre", { tabindex: "0", "aria-label": "curl" }, x.curl));
    return out;
  }

  function copier(label, text) {
    const b = el("button", { type: "button" }, label);
    b.addEventListener("click", async () => {
      try { await navigator.clipboard.writeText(text); } catch {
        const t = el("textarea", {}); t.value = text; document.body.append(t); t.select(); document.execCommand("copy"); t.remove();
      }
      b.textContent = "Copied"; setTimeout(() => { b.textContent = label; }, 1200);
    });
    return b;
  }

  // Coverage.
  const classes = [["parameters", "Parameters"], ["enum_values", "Enum values"], ["fields", "Fields"], ["errors", "Error codes"]];
  function cell(reach) {
    if (!reach || !reach.documented) return el("td", {}, "none");
    const of = (n) => (100 * n / reach.documented).toFixed(1) + "%";
    const forced = reach.forced ? ` + ${reach.forced} forced` : "";
    return el("td", { class: "num" }, `${reach.exercised} of ${reach.reachable} reachable${forced}, ${reach.documented} documented`,
      el("span", { class: "bar", "aria-hidden": "true" }, el("i", { style: "width:" + of(reach.exercised) }), el("i", { class: "forced", style: "width:" + of(reach.forced) })));
  }
  const states = { exercised: "exercised", forced: "forced", reachable: "not exercised", unreachable: "not reachable" };
  const cover = (c) => `cover-${c.run}-${c.operation}`;
  const matrix = $("matrix");
  for (const c of data.coverage || []) {
    matrix.append(el("tr", {}, el("th", { scope: "row" }, el("a", { href: "#" + cover(c) }, c.operation), data.runs.length > 1 ? el("span", { class: "why" }, " on " + data.runs[c.run]) : ""), ...classes.map(([key]) => cell(c[key]))));
    const section = el("details", { class: "operation", id: cover(c) }, el("summary", {}, c.operation + (data.runs.length > 1 ? " on " + data.runs[c.run] : "")));
    section.addEventListener("toggle", () => {
      if (!section.open || section.children.length > 1) return;
      const body = el("tbody", {});
      for (const r of c.requirements?.length ? c.requirements : (c.unreached || []).map((u) => ({ id: u.requirement, state: "unreached", reason: u.reason }))) {
        body.append(el("tr", {}, el("td", { class: "req" }, r.id.replace(c.operation + "#", "")), el("td", {}, el("span", { class: "state " + r.state }, states[r.state] || r.state)),
          el("td", {}, r.reason || ""), el("td", {}, r.source ? cite(r.source) : "")));
      }
      if (!body.children.length) return section.append(el("p", {}, "Left out of this page: results.json lists them."));
      section.append(el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Requirements of " + c.operation }, el("table", {},
        el("thead", {}, el("tr", {}, ...["Requirement", "State", "Reason", "Documented"].map((h) => el("th", { scope: "col" }, h)))), body)));
    });
    $("requirements").append(section);
  }
  document.addEventListener("click", (e) => {
    const target = e.target.closest?.('a[href^="#cover-"]');
    if (target) { const d = document.getElementById(decodeURIComponent(target.hash.slice(1))); if (d) d.open = true; }
  });
  if (!(data.coverage || []).length) $("coverage").hidden = true;

  for (const id of ["operation", "run", "kind", "check"]) $(id).addEventListener("change", () => { shown = page; update(); });
  let timer;
  $("search").addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(() => { shown = page; update(); }, 80); });
  $("more").addEventListener("click", () => { const at = shown; shown += page; draw(); $("cases").children[at]?.querySelector("button")?.focus(); });
  $("results").hidden = data.runs.length === 0;
  showFound();
  update();
  document.body.dataset.ready = "true";
  performance.mark("ready");
})();
