/** A question is changed while a paper with it is open: the paper keeps its version, the next one gets what a second person released. */

import type { Page } from '@playwright/test';
import { arrange } from './fixtures/desk';
import { begin, question } from './fixtures/room';
import { type Enter, expect, test } from './fixtures/server';

const BANK = '复审用题';
const FIRST = '灭火器压力表指针应在（ ）';
const SECOND = '灭火器压力表的指针应当指在（ ）';
const CSV = `题型,题干,选项A,选项B,选项C,答案,知识点,依据\n单选题,${FIRST},红区,绿区,黄区,B,消防/灭火器,《消防法》第十六条\n`;

/** Gives the safety manager the rights of a trainer, so that there is a second person. */
async function secondTrainer(enter: Enter): Promise<Page> {
  const admin = await enter('A001');
  await admin.goto('/people?q=S001');
  await admin.getByRole('main').getByRole('link', { name: '孙丽' }).click();
  await admin.getByLabel('角色', { exact: true }).selectOption('trainer');
  await admin.getByRole('button', { name: '授予' }).click();
  await expect(admin.getByText('已经授予。')).toBeVisible();
  return enter('S001');
}

/** A bank with one question, in which a second person looks at every change, and a paper of that question. */
async function bankWithReview(trainer: Page): Promise<string> {
  await trainer.goto('/banks');
  await trainer.getByLabel('题库名称').fill(BANK);
  await trainer.getByRole('button', { name: '建立题库' }).click();
  await expect(trainer.getByRole('heading', { level: 1, name: BANK })).toBeVisible();
  const bank = new URL(trainer.url()).pathname;
  await trainer.goto(`${bank}/import`);
  await trainer.getByLabel('题库文件').setInputFiles({ name: '一题.csv', mimeType: 'text/csv', buffer: Buffer.from(CSV) });
  await trainer.getByRole('button', { name: '检查文件' }).click();
  await trainer.getByRole('button', { name: '将 1 题入库' }).click();
  await trainer.goto(`/blueprints/new?bank=${bank.replace('/banks/', '')}`);
  await trainer.getByLabel('名称', { exact: true }).fill(BANK);
  await trainer.locator('input[name^="count-"]').first().fill('1');
  await trainer.locator('input[name^="points-"]').first().fill('100');
  await trainer.getByRole('button', { name: '保存组卷规则' }).click();
  await expect(trainer).toHaveURL(/sittings/);
  await trainer.goto(`${bank}/rules`);
  await trainer.getByLabel(/^要求第二人审核/).check();
  await trainer.getByRole('button', { name: '保存' }).click();
  await expect(trainer.getByText('要求第二人审核')).toBeVisible();
  return bank;
}

test('papers keep their version, and new ones take what a second person has released', { tag: '@desktop' }, async ({ enter, server }) => {
  test.setTimeout(180_000);
  const reviewer = await secondTrainer(enter);
  const trainer = await enter('T001');
  const bank = await bankWithReview(trainer);
  const sit = async (number: string) => {
    const start = await arrange(trainer, { name: `${BANK} ${number}`, blueprint: BANK, people: [number], now: server.now() });
    const worker = await enter(number, { viewport: { width: 360, height: 740 } });
    await worker.goto(start);
    await begin(worker);
    return worker;
  };

  const early = await sit('W001');
  await expect(question(early)).toContainText(FIRST);

  await test.step('the author changes the question, and cannot release it', async () => {
    await trainer.goto(bank);
    await trainer.getByRole('link', { name: FIRST }).click();
    await trainer.getByRole('link', { name: '修改这道题' }).click();
    await trainer.getByLabel('题干').fill(SECOND);
    await trainer.getByLabel('修改原因').fill('说得更清楚');
    await trainer.getByRole('button', { name: '保存第 2 版并送审' }).click();
    await expect(trainer.getByText('发布以前，新试卷仍用原来的版本。')).toBeVisible();
    await trainer.getByRole('link', { name: '第 2 版等待审核' }).click();
    await expect(trainer.getByText('自己写的版本不能自己发布')).toBeVisible();
    await expect(trainer.getByRole('button', { name: '审核通过，发布' })).toHaveCount(0);
  });

  await test.step('until then a new paper takes the version before', async () => {
    await expect(question(await sit('W002'))).toContainText(FIRST);
  });

  await test.step('the second person sees what changes and releases it', async () => {
    await reviewer.goto('/banks');
    await reviewer.getByRole('link', { name: '待我审核 1' }).click();
    await reviewer.getByRole('link', { name: SECOND }).click();
    await expect(reviewer.getByRole('insertion')).toHaveText(['的', '当指']);
    await expect(reviewer.getByRole('cell', { name: FIRST })).toBeVisible();
    await reviewer.getByRole('button', { name: '审核通过，发布' }).click();
    await expect(reviewer.getByText('这里没有要处理的题目。')).toBeVisible();
  });

  await test.step('a new paper takes it, and the open one still asks what it asked', async () => {
    await expect(question(await sit('W003'))).toContainText(SECOND);
    await early.reload();
    await expect(question(early)).toContainText(FIRST);
    await trainer.goto(bank);
    await trainer.getByRole('link', { name: SECOND }).click();
    await trainer.getByRole('link', { name: '用在哪里' }).click();
    await expect(trainer.getByText('2 份试卷')).toBeVisible();
  });
});
