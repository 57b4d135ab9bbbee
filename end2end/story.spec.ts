/** The main job, from a trainer's spreadsheet to a certificate that an auditor can check. */

import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { BrowserContext, Page } from '@playwright/test';
import { Keys } from './fixtures/bank';
import { arrange } from './fixtures/desk';
import { answerAll, begin, handIn, keptHere, next, saved } from './fixtures/room';
import { expect, type Server, test } from './fixtures/server';

const ROOT = join(import.meta.dirname, '..');
/** A bank as somebody really keeps it, with its number of questions; our own where that one is not at hand. */
const REAL = join(ROOT, '../shared/data/question-banks/converted-safety-principal/安全负责人题库.gbk.csv');
const BANK = existsSync(REAL)
  ? { file: REAL, encoding: 'gb18030', questions: 248 }
  : { file: join(ROOT, 'question-banks/safety-manager.csv'), encoding: 'utf-8', questions: 77 };

const COURSE = '新员工入厂安全教育';
const BANK_NAME = '安全负责人题库';
const EXAM = '安全负责人考试';
/** Of each kind that the blueprint draws: how many questions, and their points; together 100. */
const DRAWN = [
  ['判断题', 10, 2],
  ['单选题', 10, 4],
  ['多选题', 10, 4],
] as const;
const COUNT = 30;

const MINUTE = 60_000;
const PHONE = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true, deviceScaleFactor: 1.5 };
const DESKTOP = { viewport: { width: 1440, height: 900 } };

test.describe.configure({ timeout: 240_000 });

test('from a spreadsheet to a certificate', { tag: '@desktop' }, async ({ browser, baseURL, server, enter }, info) => {
  if (BANK.file !== REAL) info.annotations.push({ type: 'bank', description: `${REAL} is absent: ${BANK.file}` });
  const keys = Keys.read(BANK.file, BANK.encoding);
  const right = keys.right.bind(keys);
  const trainer = await enter('T001', DESKTOP);

  await test.step('a trainer brings in a bank, makes a blueprint and arranges the exam', async () => {
    await bringIn(trainer);
    await makeBlueprint(trainer);
    await arrange(trainer, {
      name: EXAM,
      blueprint: EXAM,
      course: COURSE,
      people: ['W001', 'W002', 'W003'],
      now: server.now(),
    });
    await expect(trainer.getByText('共 3 人 = 0 合格 + 0 不合格 + 0 正在作答 + 3 未开考')).toBeVisible();
  });

  let address = '';
  await test.step('a worker takes the course and the exam on a phone, and comes back after losing network and page', async () => {
    let phone = await enter('W001', PHONE);
    await picture(phone, 'home');
    await learn(phone, server);
    await openExam(phone);
    await begin(phone);

    await answerAll(phone, 1, 10, right);
    await expect(saved(phone, 10)).toBeVisible();
    await picture(phone, 'exam');
    phone = await loseNetworkAndPage(phone, async () => {
      await next(phone, 11);
      await answerAll(phone, 11, 13, right);
    });
    await phone.getByRole('link', { name: '接着考' }).click();
    await expect(saved(phone, 13)).toBeVisible();

    for (const no of [12, 13, 14]) await next(phone, no);
    await answerAll(phone, 14, COUNT, right);
    await handIn(phone);
    await expect(phone.getByRole('heading', { level: 1, name: '合格', exact: true })).toBeVisible();
    await expect(phone.getByText('100 分 / 100 分')).toBeVisible();
    address = await certificateAddress(phone);
  });

  await test.step('a second worker does the same without JavaScript', async () => {
    const page = await enter('W002', { ...PHONE, javaScriptEnabled: false });
    await learnWithoutScript(page, server);
    await openExam(page);
    await begin(page);
    await answerAll(page, 1, COUNT, right);
    await handIn(page);
    await expect(page.getByRole('heading', { level: 1, name: '合格', exact: true })).toBeVisible();
  });

  await test.step('a third fails and takes the make-up', async () => {
    const page = await enter('W003', PHONE);
    await learn(page, server);
    await openExam(page);
    await begin(page);
    await answerAll(page, 1, COUNT, keys.wrong.bind(keys));
    await handIn(page);
    await expect(page.getByRole('heading', { level: 1, name: '没有合格' })).toBeVisible();
    await page.getByRole('link', { name: '去补考' }).click();
    await begin(page);
    await answerAll(page, 1, COUNT, right);
    await handIn(page);
    await expect(page.getByRole('heading', { level: 1, name: '合格', exact: true })).toBeVisible();
    await expect(page.getByText('第 2 次')).toBeVisible();
  });

  await test.step('the trainer sees that all three have passed', async () => {
    await trainer.reload();
    await expect(trainer.getByText('共 3 人 = 3 合格 + 0 不合格 + 0 正在作答 + 0 未开考')).toBeVisible();
  });

  await test.step('anybody with the address can check the certificate', async () => {
    const context = await browser.newContext({ baseURL, ...PHONE });
    const page = await context.newPage();
    await page.goto(address);
    await expect(page.getByRole('heading', { level: 1, name: '有效' })).toBeVisible();
    await expect(page.getByText('签名正确 · 未吊销 · 在有效期内')).toBeVisible();
    await expect(page.getByText('刘建国')).toHaveCount(0);
    await picture(page, 'verify');
    await context.close();
  });

  await test.step('an auditor opens the certificate and the file of the person', async () => {
    const auditor = await enter('U001', DESKTOP);
    await auditor.goto(address);
    await expect(auditor.getByRole('heading', { level: 1, name: '有效' })).toBeVisible();
    await auditor.goto('/');
    await auditor.getByRole('searchbox', { name: '姓名、工号、身份证号' }).fill('刘建国');
    await auditor.keyboard.press('Enter');
    await auditor.getByRole('link', { name: '刘建国' }).click();
    await expect(auditor.getByRole('heading', { level: 1, name: '刘建国' })).toBeVisible();
    await expect(auditor.getByText('有效证书 1 张')).toBeVisible();
    await expect(auditor.getByText('核对一致', { exact: true })).toBeVisible();
    await expect(auditor.getByText(`${COUNT} 题试卷`)).toBeVisible();
    await picture(auditor, 'file');
    await auditor.getByRole('link', { name: '看试卷与作答' }).click();
    await expect(auditor.getByRole('heading', { name: '试卷（按考生所见顺序）' })).toBeVisible();
  });
});

async function bringIn(page: Page): Promise<void> {
  await page.getByRole('link', { name: '题库', exact: true }).click();
  await page.getByLabel('题库名称').fill(BANK_NAME);
  await page.getByRole('button', { name: '建立题库' }).click();
  await page.getByRole('link', { name: '导入题目' }).click();
  await page.getByLabel('题库文件').setInputFiles(BANK.file);
  await page.getByRole('button', { name: '检查文件' }).click();
  await expect(page.getByRole('heading', { level: 1, name: basename(BANK.file) })).toBeVisible();
  await picture(page, 'import');
  await page.getByRole('button', { name: `将 ${BANK.questions} 题入库` }).click();
  await expect(page.getByText(`已入库 ${BANK.questions} 题`)).toBeVisible();
}

async function makeBlueprint(page: Page): Promise<void> {
  await page.getByRole('link', { name: '试卷与考试' }).click();
  await page.getByRole('link', { name: '新建组卷规则' }).click();
  await page.getByRole('link', { name: BANK_NAME }).click();
  await page.getByLabel('名称').fill(EXAM);
  for (const [kind, count, points] of DRAWN) {
    await page.getByLabel(`${kind}：抽几题`).fill(String(count));
    await page.getByLabel(`${kind}：每题几分`).fill(String(points));
  }
  await page.getByRole('button', { name: '保存组卷规则' }).click();
  await expect(page.getByText(`${COUNT} 题 · 100 分`)).toBeVisible();
}

/** Learns every lesson of the course with the page's timer running, until the exam is open. */
async function learn(page: Page, server: Server): Promise<void> {
  await page.clock.install();
  await page.getByRole('link', { name: `去学：${COURSE}` }).click();
  for (const no of [1, 2, 3, 4]) {
    const firstBeat = page.waitForResponse('**/api/study/beat');
    await page.getByRole('button', { name: `开始第 ${no} 课` }).click();
    const timer = page.getByRole('status');
    await expect(timer).toHaveText('正在计时');
    await (await firstBeat).finished();
    for (const minutes of [1, 2, 3, 4, 5]) {
      await server.pass(MINUTE);
      await page.clock.fastForward(MINUTE);
      await expect(page.getByText(`已学 ${minutes} / 5 分钟`)).toBeVisible();
    }
    await expect(timer).toHaveText('学时已满');
    await page.getByRole('button', { name: '学完这一课' }).click();
    await expect(page.getByText('学完了')).toBeVisible();
  }
  await expect(page.getByText('全部学完')).toBeVisible();
}

/** The same where no script tells that somebody is reading: the time from opening to finishing counts. */
async function learnWithoutScript(page: Page, server: Server): Promise<void> {
  await page.getByRole('link', { name: `去学：${COURSE}` }).click();
  for (const no of [1, 2, 3, 4]) {
    await page.getByRole('button', { name: `开始第 ${no} 课` }).click();
    await server.pass(5 * MINUTE);
    await page.getByRole('button', { name: '学完这一课' }).click();
    await expect(page.getByText('学完了')).toBeVisible();
  }
}

/** From the finished course to the start page of the exam that it opens. */
async function openExam(page: Page): Promise<void> {
  await page.getByRole('link', { name: EXAM }).click();
  await expect(page.getByRole('heading', { level: 1, name: '可以开始考试' })).toBeVisible();
}

/** Takes the network away while answers are given, closes the page, and opens the first page again later. */
async function loseNetworkAndPage(page: Page, meanwhile: () => Promise<void>): Promise<Page> {
  const context: BrowserContext = page.context();
  await context.setOffline(true);
  await meanwhile();
  await expect(keptHere(page, 3)).toBeVisible();
  await page.close();
  await context.setOffline(false);
  const again = await context.newPage();
  await again.goto('/');
  return again;
}

/** From the result to the certificate, and the public address that stands on it. */
async function certificateAddress(page: Page): Promise<string> {
  await page.getByRole('link', { name: '查看证书' }).click();
  await page.getByRole('link', { name: '证书 1' }).click();
  await page.getByRole('link', { name: '全员安全培训合格证' }).click();
  const link = page.getByRole('link', { name: /\/verify\// });
  return (await link.getAttribute('href'))!;
}

/** A picture for the README, when it is asked for by `GUBEN_PICTURES=1`. */
async function picture(page: Page, name: string): Promise<void> {
  if (process.env.GUBEN_PICTURES !== '1') return;
  const folder = join(ROOT, 'docs/pictures');
  await mkdir(folder, { recursive: true });
  // Small enough for a README: a desktop without its lower end.
  const { width, height } = page.viewportSize()!;
  await page.screenshot({ path: join(folder, `${name}.png`), clip: { x: 0, y: 0, width, height: Math.min(height, 740) } });
}
