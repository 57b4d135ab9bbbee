/** Nothing that a candidate receives before the release tells what is right. */

import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import type { BrowserContext, Page } from '@playwright/test';
import { arrange } from '../fixtures/desk';
import { answerAll, begin, handIn, saved } from '../fixtures/room';
import { expect, test } from '../fixtures/server';

const BANK = '保密题库';
const DAY = 24 * 60 * 60_000;

/** What only a key, an explanation or its source holds; found nowhere else in the product. */
const SECRET = /KEY-\d+|WHY-\d+|LAW-\d+|POINT-\d+/g;

/** A bank whose secrets are marked: four questions of each kind, the right option always the first one. */
function bank(): { csv: string; marks: string[] } {
  const lines = ['题型,题干,选项A,选项B,选项C,选项D,答案,解析,依据,知识点'];
  const marks = [];
  for (let no = 1; no <= 16; no++) {
    const options = ['甲', '乙', '丙', '丁'].map(name => `${name}选项${no}`);
    const [kind, choices, key] = [
      ['单选题', options, 'A'],
      ['多选题', options, 'AB'],
      ['判断题', ['', '', '', ''], '正确'],
      ['填空题', ['', '', '', ''], `KEY-${no}`],
    ][no % 4];
    const blank = kind === '填空题' ? '（ ）' : '';
    lines.push([kind, `第${no}个问题${blank}`, ...choices, key, `WHY-${no}`, `LAW-${no}`, `POINT-${no}`].join(','));
    marks.push(`WHY-${no}`, `LAW-${no}`, ...(kind === '填空题' ? [`KEY-${no}`] : []));
  }
  return { csv: lines.join('\n'), marks: marks.sort() };
}

/** Every byte that the browser receives from now on, as text. */
async function record(context: BrowserContext): Promise<Map<string, string>> {
  const received = new Map<string, string>();
  await context.route('**', async route => {
    const response = await route.fetch({ maxRedirects: 0 });
    const body = await response.body();
    const headers = Object.entries(response.headers()).map(pair => pair.join(': '));
    const name = `${received.size} ${route.request().method()} ${route.request().url()}`;
    received.set(name, [...headers, body.toString('utf8')].join('\n'));
    await route.fulfill({ response, body });
  });
  return received;
}

/** The text of the candidate's own file, printed. */
async function printedFile(page: Page, to: string): Promise<string> {
  const response = await page.request.get('/me/pdf');
  expect(response.ok()).toBe(true);
  writeFileSync(to, await response.body());
  return execFileSync('pdftotext', [to, '-'], { encoding: 'utf8' });
}

function secretsIn(text: string): string[] {
  return [...new Set(text.match(SECRET))].sort();
}

/** Every name of a value in a piece of JSON. */
function names(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(names);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => [name, ...names(inner)]);
}

test('no response holds a key or an explanation before the release', { tag: '@phone' }, async ({ enter, server }, info) => {
  const { csv, marks } = bank();
  const trainer = await enter('T001');
  await trainer.goto('/banks');
  await trainer.getByLabel('题库名称').fill(BANK);
  await trainer.getByRole('button', { name: '建立题库' }).click();
  await trainer.getByRole('link', { name: '导入题目' }).click();
  await trainer.getByLabel('题库文件').setInputFiles({ name: 'secret.csv', mimeType: 'text/csv', buffer: Buffer.from(csv) });
  await trainer.getByRole('button', { name: '检查文件' }).click();
  await trainer.getByRole('button', { name: '将 16 题入库' }).click();
  await expect(trainer.getByText('已入库 16 题')).toBeVisible();
  await trainer.goto('/blueprints/new');
  await trainer.getByRole('link', { name: BANK }).click();
  await trainer.getByLabel('名称').fill(BANK);
  for (const kind of ['单选题', '多选题', '判断题', '填空题']) await trainer.getByLabel(`${kind}：抽几题`, { exact: true }).fill('4');
  await trainer.getByRole('button', { name: '保存组卷规则' }).click();
  const start = await arrange(trainer, { name: BANK, blueprint: BANK, people: ['W003'], now: server.now() });

  const page = await enter('W003');
  const received = await record(page.context());
  await page.goto('/');
  await page.goto(start);
  await begin(page);
  const props = await page.getByRole('main').evaluate(main => main.querySelector('leptos-island')!.getAttribute('data-props')!);
  await answerAll(page, 1, 16, () => ({ choose: [], write: [] }));
  await page.reload();
  await page.getByRole('button', { name: '整卷显示' }).click();
  await page.getByRole('button', { name: '一题一页' }).click();
  const first = page.getByRole('group').getByRole('radio').first();
  await first.check();
  await expect(saved(page, 1)).toBeVisible();
  await page.getByRole('link', { name: '答题卡' }).click();
  await handIn(page);
  await expect(page.getByRole('heading', { level: 1, name: '不合格' })).toBeVisible();
  await expect(page.getByText('答案与解析将在本场全部结束')).toBeVisible();
  const result = page.url();
  for (const own of ['/', '/me', '/me?tab=exams']) await page.goto(own);
  await page.getByRole('link', { name: '看试卷与作答' }).click();
  await expect(page.getByText('在此之前，试卷只显示题目和作答。')).toBeVisible();
  const paper = page.url();

  await test.step('nothing that came tells what is right', async () => {
    const kinds = [...received.values()].map(text => /^content-type: ([^;\n]*)/m.exec(text)?.[1]);
    expect(kinds).toEqual(expect.arrayContaining(['text/html', 'text/css', 'application/json', 'application/wasm', 'text/javascript']));
    for (const [name, text] of received) expect(secretsIn(text), name).toEqual([]);
    expect(secretsIn(await printedFile(page, info.outputPath('before.pdf')))).toEqual([]);
  });

  await test.step('what the room is told of a question are these facts and no others', async () => {
    const { room } = JSON.parse(props);
    const told = new Set(room.sheet.items.flatMap(names));
    expect([...told].sort()).toEqual(['blanks', 'kind', 'no', 'options', 'points', 'stem']);
  });

  await test.step('the right option does not stand in the same place each time', async () => {
    const { room } = JSON.parse(props);
    const places = room.sheet.items
      .filter((item: { options: string[] }) => item.options.length)
      .map((item: { options: string[] }) => item.options.findIndex(option => option.startsWith('甲')));
    expect(new Set(places).size).toBeGreaterThan(1);
  });

  await server.pass(2 * DAY);
  await test.step('when the sitting has closed for everybody, all of it is there', async () => {
    const later = await enter('W003');
    for (const page of [result, paper]) {
      await later.goto(page);
      const text = await later.getByRole('main').innerText();
      expect(marks.filter(mark => !text.includes(mark)), page).toEqual([]);
    }
  });
});
