// Firefox by WebDriver BiDi, for tests/engines.py: a line of JSON asks ({"do": "goto", ...}), a line of JSON answers.
import readline from "node:readline";
import puppeteer from "puppeteer-core";

const browser = await puppeteer.launch({ browser: "firefox", executablePath: process.argv[2], headless: true });
const page = await browser.newPage(), said = [];
page.on("console", (message) => { if (message.type() === "error") said.push(message.text()); });
page.on("pageerror", (error) => said.push(error.message));
const actions = {
  goto: async ({ url }) => { await page.goto(url, { waitUntil: "load" }); },
  resize: ({ width, height }) => page.setViewport({ width, height }),
  run: ({ script }) => page.evaluate(script),
  click: ({ selector }) => page.click(selector),
  type: ({ selector, text }) => page.type(selector, text),
  picture: async ({ path, full }) => { await page.screenshot({ path, fullPage: full }); },
  said: async () => said.splice(0),
};
for await (const line of readline.createInterface({ input: process.stdin })) {
  const command = JSON.parse(line);
  let answer;
  try { answer = { value: (await actions[command.do](command)) ?? null }; } catch (error) { answer = { error: String(error) }; }
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
await browser.close();
