/** The exam room when things go wrong: reloads, two windows, the end of time, of the session, of the server. */

import type { Locator, Page } from '@playwright/test';
import { arrange } from '../fixtures/desk';
import { answerAll, begin, handIn, keptHere, next, question, reply, saved, timeLeft } from '../fixtures/room';
import { type Enter, expect, type Server, test } from '../fixtures/server';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const LIMIT = 60 * MINUTE;
/** How long after the end an answer may still arrive. */
const ARRIVAL_GRACE = MINUTE;
/** The paper of the demo's exam; it begins with questions that are true or false. */
const COUNT = 45;

/** A candidate in the room of a new exam of an hour. */
async function sitDown(enter: Enter, server: Server, candidate: string): Promise<Page> {
  const trainer = await enter('T001');
  const start = await arrange(trainer, {
    name: `${candidate} 的考试`,
    blueprint: '新员工入厂安全考试',
    people: [candidate],
    now: server.now(),
  });
  const page = await enter(candidate);
  await page.goto(start);
  await begin(page);
  return page;
}

/** Another page of the same browser. */
async function another(page: Page): Promise<Page> {
  const other = await page.context().newPage();
  await other.goto(page.url());
  return other;
}

const yes = () => ({ choose: [0], write: [] });

function option(page: Page, name: '正确' | '错误'): Locator {
  return question(page).getByRole('radio', { name });
}

async function expectTimeLeft(page: Page, ms: number): Promise<void> {
  const left = await timeLeft(page);
  expect(left).toBeLessThanOrEqual(ms);
  expect(left).toBeGreaterThan(ms - MINUTE);
}

/** Waits until the paper is closed, which takes the server a moment, and for what became of it. */
async function expectFailedByClock(page: Page, answered: number): Promise<void> {
  await expect(async () => {
    await page.reload();
    await expect(page.getByRole('heading', { level: 1, name: '不合格' })).toBeVisible({ timeout: 500 });
  }).toPass();
  await expect(page.getByText('到时自动交卷')).toBeVisible();
  await expect(page.getByText(`${answered} / ${COUNT}`)).toBeVisible();
}

test('a reload shows the answers and the time that is really left', { tag: '@phone' }, async ({ enter, server }) => {
  const page = await sitDown(enter, server, 'W001');
  await expectTimeLeft(page, LIMIT);
  await answerAll(page, 1, 3, yes);
  await expect(saved(page, 3)).toBeVisible();

  await server.pass(10 * MINUTE);
  await page.reload();
  await expect(saved(page, 3)).toBeVisible();
  await expectTimeLeft(page, LIMIT - 10 * MINUTE);
});

test('a browser whose clock is a day off shows the time that is really left', { tag: '@phone' }, async ({ enter, server }) => {
  const page = await sitDown(enter, server, 'W002');
  for (const off of [DAY, -DAY]) {
    await page.clock.setSystemTime(Date.now() + off);
    await page.reload();
    await reply(question(page), yes());
    await expect(page.getByText('已于').and(page.getByRole('status'))).toBeVisible();
    await expectTimeLeft(page, LIMIT);
  }
  await expect(saved(page, 2)).toBeVisible();
});

test('an answer given before the page is awake is saved as soon as it is', { tag: '@phone' }, async ({ enter, server }) => {
  const page = await sitDown(enter, server, 'W002');
  let wake: () => void = () => {};
  const slow = new Promise<void>(resolve => { wake = resolve; });
  await page.route('**/*.wasm', async route => {
    await slow;
    await route.continue();
  });
  await page.reload({ waitUntil: 'domcontentloaded' });
  await option(page, '正确').check();
  wake();
  await expect(saved(page, 1)).toBeVisible();
  await expect(option(page, '正确')).toBeChecked();
});

test('two windows with different answers show both, and the candidate chooses', { tag: '@phone' }, async ({ enter, server }) => {
  const page = await sitDown(enter, server, 'W003');
  const first = `${page.url()}?q=1`;
  const other = await another(page);
  await option(page, '正确').check();
  await expect(saved(page, 1)).toBeVisible();

  await option(other, '错误').check();
  const conflict = other.getByRole('alert');
  await expect(conflict).toContainText('另一个窗口给这道题保存了不同的答案');
  await expect(conflict).toContainText('那边的答案是：正确');
  await expect(option(other, '错误')).toBeChecked();
  await page.goto(first);
  await expect(option(page, '正确')).toBeChecked();

  await conflict.getByRole('button', { name: '用这里的' }).click();
  await expect(saved(other, 1)).toBeVisible();
  await page.goto(first);
  await expect(option(page, '错误')).toBeChecked();
});

test('the end of time leads an open page to the result', { tag: '@phone' }, async ({ enter, server }) => {
  const page = await sitDown(enter, server, 'W004');
  await page.clock.install();
  await page.reload();
  await answerAll(page, 1, 2, yes);
  await expect(saved(page, 2)).toBeVisible();

  await server.pass(LIMIT);
  await page.clock.fastForward(LIMIT);
  await expect(page.getByRole('heading', { level: 1, name: '考试时间到' })).toBeVisible();
  await page.getByRole('button', { name: '交卷看成绩' }).click();
  await expectFailedByClock(page, 2);
});

test('the end of time with nobody online hands in what was saved', { tag: '@phone' }, async ({ enter, server }) => {
  const page = await sitDown(enter, server, 'W005');
  await answerAll(page, 1, 2, yes);
  await expect(saved(page, 2)).toBeVisible();
  const room = page.url();
  await page.goto('about:blank');

  await server.pass(LIMIT + ARRIVAL_GRACE);
  await page.goto(room);
  await expect(page).toHaveURL(/\/result$/);
  await expectFailedByClock(page, 2);
});

test('answers given after the session ended are delivered after the next login', { tag: '@phone' }, async ({ enter, server }) => {
  const page = await sitDown(enter, server, 'W006');
  await answerAll(page, 1, 1, yes);
  await expect(saved(page, 1)).toBeVisible();

  await page.context().clearCookies();
  await next(page, 2);
  await answerAll(page, 2, 3, yes);
  await expect(page.getByText('登录已失效，答案暂存在本机。')).toBeVisible();
  await expect(keptHere(page, 2)).toBeVisible();
  await page.getByRole('link', { name: '重新登录' }).click();
  await page.getByLabel('工号或手机号').fill('W006');
  await page.getByLabel('密码').fill('guben-demo');
  await page.getByRole('button', { name: '登录' }).click();
  await expect(saved(page, 3)).toBeVisible();
});

test('answers given while the server is down are delivered when it is back', { tag: '@phone' }, async ({ enter, server }) => {
  const page = await sitDown(enter, server, 'W007');
  await answerAll(page, 1, 2, yes);
  await expect(saved(page, 2)).toBeVisible();

  await server.kill();
  await next(page, 3);
  await answerAll(page, 3, 4, yes);
  await expect(keptHere(page, 2)).toBeVisible();
  await server.start();
  await expect(saved(page, 4)).toBeVisible({ timeout: 20_000 });
  await page.reload();
  await expect(saved(page, 4)).toBeVisible();
  await expectTimeLeft(page, LIMIT);
});

test('no answer is handed in unseen while there is no network', { tag: '@phone' }, async ({ enter, server }) => {
  const page = await sitDown(enter, server, 'W008');
  await page.context().setOffline(true);
  await answerAll(page, 1, 1, yes);
  await expect(keptHere(page, 1)).toBeVisible();
  await page.getByRole('link', { name: '答题卡' }).click();
  await page.getByRole('dialog', { name: '答题卡' }).getByRole('button', { name: '检查并交卷' }).click();
  await page.getByRole('link', { name: '继续作答' }).click();
  await expect(page.getByText('现在没有网络，还不能交卷。')).toBeVisible();

  await page.context().setOffline(false);
  await expect(saved(page, 1)).toBeVisible();
  await page.getByRole('link', { name: '答题卡' }).click();
  await handIn(page);
  await expect(page.getByRole('heading', { level: 1, name: '不合格' })).toBeVisible();
});

test('a flag, the answer card and the whole list lead to every question', { tag: '@phone' }, async ({ enter, server }) => {
  const page = await sitDown(enter, server, 'W009');
  await page.getByRole('checkbox', { name: '标记此题' }).check();
  await answerAll(page, 1, 1, yes);
  await page.getByRole('link', { name: '答题卡' }).click();
  const card = page.getByRole('dialog', { name: '答题卡' });
  await expect(card.getByText(`还有 ${COUNT - 1} 题没有作答`)).toBeVisible();
  await expect(card.getByRole('button', { name: '第 1 题，已答，已标记' })).toBeVisible();
  await card.getByRole('button', { name: '第 7 题' }).click();
  await expect(page.getByText(`第 7 / ${COUNT} 题`)).toBeVisible();

  await page.getByRole('button', { name: '整卷显示' }).click();
  await expect(question(page)).toHaveCount(COUNT);
  await reply(question(page).nth(8), yes());
  await expect(saved(page, 2)).toBeVisible();
  await page.reload();
  await expect(page.getByRole('checkbox', { name: '标记此题' })).toBeVisible();
  await expect(saved(page, 2)).toBeVisible();
});

test('the whole exam can be taken with the keyboard alone', { tag: '@desktop' }, async ({ enter, server }) => {
  const trainer = await enter('T001');
  const start = await arrange(trainer, {
    name: '键盘考试',
    blueprint: '新员工入厂安全考试',
    people: ['W001'],
    now: server.now(),
  });
  const page = await enter('W001');
  await page.goto(start);
  await tabTo(page, page.getByRole('button', { name: '开始考试' }));
  await page.keyboard.press('Enter');

  await tabTo(page, option(page, '正确'));
  await page.keyboard.press('Space');
  await page.keyboard.press('ArrowDown');
  await expect(option(page, '错误')).toBeChecked();
  await tabTo(page, page.getByRole('button', { name: '下一题' }));
  await page.keyboard.press('Enter');
  await expect(page.getByText(`第 2 / ${COUNT} 题`)).toBeVisible();
  await tabTo(page, option(page, '正确'));
  await page.keyboard.press('Space');
  await expect(saved(page, 2)).toBeVisible();

  await tabTo(page, page.getByRole('link', { name: '答题卡' }));
  await page.keyboard.press('Enter');
  await tabTo(page, page.getByRole('button', { name: `第 ${COUNT} 题` }));
  await page.keyboard.press('Enter');
  await expect(page.getByText(`第 ${COUNT} / ${COUNT} 题`)).toBeVisible();
  await tabTo(page, question(page).getByLabel('第 1 空'));
  await page.keyboard.type('不知道');
  await expect(saved(page, 3)).toBeVisible();
  await tabTo(page, page.getByRole('button', { name: '检查并交卷' }).first());
  await page.keyboard.press('Enter');
  await tabTo(page, page.getByRole('button', { name: '确认交卷' }));
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: '不合格' })).toBeVisible();
  await expect(page.getByText(`3 / ${COUNT}`)).toBeVisible();
});

/** Presses Tab until `target` has the focus; fails when it can't be reached. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  await expect(target).toBeVisible();
  for (let presses = 0; presses < 100; presses++) {
    await page.keyboard.press('Tab');
    if (await target.evaluate(element => element === document.activeElement)) return;
  }
  throw new Error(`Tab does not lead to ${target}`);
}
