import { createHash } from 'node:crypto';

/** The style of the page, in light and dark, and on paper. */
export const pageStyle = `
:root { color-scheme: light dark; --text: #1c2024; --quiet: #55606b; --line: #d5dae0; --page: #fff; --raised: #f4f6f8; --mark: #175cd3; --warn: #8a4b00; --warn-page: #fff4e0; }
@media (prefers-color-scheme: dark) { :root { --text: #e6e9ec; --quiet: #a7b0ba; --line: #3a424b; --page: #15181b; --raised: #1e2327; --mark: #84b4ff; --warn: #ffc878; --warn-page: #33260f; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 32px 24px 64px; max-width: 1280px; background: var(--page); color: var(--text); font: 13px/1.5 system-ui, sans-serif; font-variant-numeric: tabular-nums; }
h1 { font-size: 22px; line-height: 1.3; margin: 0 0 4px; }
h2 { font-size: 16px; margin: 40px 0 8px; }
p { margin: 0 0 8px; max-width: 80ch; }
.quiet { color: var(--quiet); }
.warn { color: var(--warn); background: var(--warn-page); padding: 8px 12px; border-radius: 4px; max-width: 80ch; }
.mono, code { font-family: ui-monospace, "Cascadia Mono", Menlo, Consolas, monospace; font-size: 12px; overflow-wrap: anywhere; }
dl { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: 4px 24px; margin: 16px 0; }
dt { color: var(--quiet); }
dd { margin: 0; overflow-wrap: anywhere; white-space: pre-wrap; }
.numbers { display: flex; flex-wrap: wrap; gap: 8px 32px; margin: 16px 0; padding: 0; list-style: none; }
.numbers b { display: block; font-size: 20px; line-height: 1.2; }
.time-line { margin: 12px 0; padding: 0; list-style: none; }
.time-line li { display: grid; grid-template-columns: 21ch minmax(0, 1fr); gap: 16px; padding: 0 0 12px; }
.time-line time { color: var(--quiet); text-align: right; }
.time-line div { position: relative; border-left: 2px solid var(--line); padding: 0 0 4px 20px; margin-bottom: -12px; }
.time-line div::before { content: ""; position: absolute; left: -6px; top: 6px; width: 10px; height: 10px; border-radius: 50%; background: var(--mark); }
.time-line small { display: block; color: var(--quiet); overflow-wrap: anywhere; font-size: 12px; }
.wide { overflow-x: auto; border: 1px solid var(--line); border-radius: 4px; }
table { border-collapse: collapse; width: max-content; min-width: 100%; }
th, td { text-align: left; vertical-align: top; padding: 5px 10px; border-bottom: 1px solid var(--line); }
th { background: var(--raised); white-space: nowrap; }
td { overflow-wrap: break-word; max-width: 44ch; }
tr:last-child td { border-bottom: 0; }
@media print { :root { color-scheme: light; --text: #000; --quiet: #333; --line: #999; --page: #fff; --raised: #eee; --mark: #000; --warn: #000; --warn-page: #fff; } body { padding: 0; max-width: none; font-size: 9pt; } .wide { overflow: visible; border: 0; } table { width: 100%; } td { overflow-wrap: anywhere; } h2 { break-after: avoid; } tr, li { break-inside: avoid; } thead { display: table-header-group; } }
`;

/** Nothing is loaded and nothing runs: the page needs its own style alone. */
export const pagePolicy = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(pageStyle).digest('base64')}'; base-uri 'none'; form-action 'none'`;
