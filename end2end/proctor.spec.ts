/** A proctor steers a running exam, and the candidates' pages follow by themselves. */

import type { Page } from '@playwright/test';
import { arrange } from './fixtures/desk';
import { answerAll, begin, question, saved, timeLeft } from './fixtures/room';
import { expect, test } from './fixtures/server';

const MINUTE = 60_000;
const NAME = '动火作业考试';
/** How soon an open page hears of what the proctor did: it asks every 15 seconds, and every 5 while paused. */
const HEARS_WITHIN = 20_000;

const yes = () => ({ choose: [0], write: [] });
const PEOPLE = ['W001', 'W002', 'W003'] as const;
type Number = (typeof PEOPLE)[number];

test.describe.configure({ timeout: 180_000 });

/** Opens what can be done to one candidate, or to the whole room. */
async function choose(proctor: Page, room: string, whom: Number | 'all', deed: string): Promise<void> {
  await proctor.goto(room);
  if (whom !== 'all') await proctor.getByRole('row', { name: whom }).getByRole('link').click();
  await proctor.getByRole('link', { name: deed, exact: true }).click();
}

async function steer(proctor: Page, room: string, whom: Number | 'all', deed: string, reason = '', minutes = 0): Promise<void> {
  await choose(proctor, room, whom, deed);
  if (minutes) await proctor.getByLabel('增加几分钟').fill(String(minutes));
  if (reason) await proctor.getByLabel('原因').fill(reason);
  await proctor.getByRole('button', { name: deed, exact: true }).click();
  await expect(proctor.getByText(`${deed}：已办理`)).toBeVisible();
}

test('a proctor gives time, pauses, collects and voids, and the pages follow', { tag: '@desktop' }, async ({ enter, server }) => {
  const trainer = await enter('T001');
  const start = await arrange(trainer, { name: NAME, blueprint: '新员工入厂安全考试', people: [...PEOPLE], now: server.now() });
  const room = `${start.replace('/exams/', '/sittings/')}/room`;
  const phones = {} as Record<Number, Page>;
  for (const number of PEOPLE) {
    phones[number] = await enter(number, { viewport: { width: 360, height: 740 } });
    await phones[number].goto(start);
    await begin(phones[number]);
    await expect(phones[number].getByText('选好答案就会自动保存')).toBeVisible();
    await answerAll(phones[number], 1, 1, yes);
    await expect(saved(phones[number], 1)).toBeVisible();
  }

  const proctor = await enter('P001');
  await test.step('the room says how everybody stands, and the numbers add up', async () => {
    await proctor.goto('/sittings');
    await proctor.getByRole('link', { name: NAME }).click();
    await proctor.getByRole('link', { name: '进入考场' }).click();
    await expect(proctor.getByRole('heading', { level: 1, name: '3 人正在作答' })).toBeVisible();
    await expect(proctor.getByText('共 3 人 = 0 未开始 + 3 作答中 + 0 暂停 + 0 已交卷 + 0 作废')).toBeVisible();
    await expect(proctor.getByRole('row', { name: 'W002' })).toContainText('1 / 45');
  });

  await test.step('one is given ten minutes', async () => {
    const before = await timeLeft(phones.W001);
    await steer(proctor, room, 'W001', '延长时间', '电脑故障', 10);
    await expect(phones.W001.getByText('考试时间有调整')).toBeVisible({ timeout: HEARS_WITHIN });
    expect(await timeLeft(phones.W001)).toBeGreaterThan(before + 9 * MINUTE);
  });

  await test.step('a form without a reason comes back with what was typed', async () => {
    await choose(proctor, room, 'W002', '延长时间');
    await proctor.getByLabel('增加几分钟').fill('5');
    // More than white space is asked for by the server alone.
    await proctor.getByLabel('原因').fill('  ');
    await proctor.getByRole('button', { name: '延长时间' }).click();
    await expect(proctor.getByText('有 1 处需要修改')).toBeVisible();
    await expect(proctor.getByLabel('增加几分钟')).toHaveValue('5');
  });

  await test.step('all are paused: nobody can answer, and no time passes', async () => {
    await steer(proctor, room, 'all', '暂停', '停电');
    await expect(proctor.getByRole('heading', { level: 1, name: '3 人暂停' })).toBeVisible();
    for (const phone of Object.values(phones)) {
      await expect(phone.getByRole('alert')).toContainText('考试暂停：停电', { timeout: HEARS_WITHIN });
      await expect(question(phone).getByRole('radio').first()).toBeDisabled();
    }
    const before = await timeLeft(phones.W002);
    await server.pass(5 * MINUTE);
    // Whoever comes back meanwhile is told the same.
    await phones.W003.reload();
    await expect(phones.W003.getByRole('heading', { level: 1, name: '考试暂停' })).toBeVisible();

    await steer(proctor, room, 'all', '恢复');
    await expect(phones.W002.getByRole('alert')).toHaveCount(0, { timeout: HEARS_WITHIN });
    await expect(question(phones.W002).getByRole('radio').first()).toBeEnabled();
    expect(await timeLeft(phones.W002)).toBeGreaterThan(before - MINUTE);
    await expect(phones.W003.getByRole('timer')).toBeVisible({ timeout: HEARS_WITHIN });
  });

  await test.step('one is collected, and gets the result', async () => {
    await steer(proctor, room, 'W002', '收卷', '身体不适');
    await expect(phones.W002.getByRole('heading', { level: 1, name: '不合格' })).toBeVisible({ timeout: HEARS_WITHIN });
    await expect(phones.W002.getByText('监考收卷')).toBeVisible();
  });

  await test.step('one is voided, and may begin again with another paper', async () => {
    await steer(proctor, room, 'W003', '作废', '试卷外泄');
    await expect(phones.W003.getByRole('heading', { level: 1, name: '本次作答作废' })).toBeVisible({ timeout: HEARS_WITHIN });
    await expect(phones.W003.getByText('原因：试卷外泄')).toBeVisible();
    await expect(proctor.getByText('共 3 人 = 0 未开始 + 1 作答中 + 0 暂停 + 1 已交卷 + 1 作废')).toBeVisible();
    await phones.W003.getByRole('link', { name: '去考试' }).click();
    await begin(phones.W003);
    await proctor.goto(room);
    await expect(proctor.getByText('共 3 人 = 0 未开始 + 2 作答中 + 0 暂停 + 1 已交卷 + 0 作废')).toBeVisible();
  });

  await test.step('the file tells all of it', async () => {
    const manager = await enter('S001');
    await manager.goto('/files?q=W001');
    await manager.getByRole('link', { name: '刘建国' }).click();
    await manager.getByRole('link', { name: '看试卷与作答' }).click();
    for (const event of [/延长 10 分钟，截止 .*原因：电脑故障/, /暂停计时。原因：停电/, /恢复计时，截止/]) {
      await expect(manager.getByRole('row', { name: event })).toContainText('王敏');
    }
  });
});

test('an auditor watches a room and changes nothing', { tag: '@desktop' }, async ({ enter, server }) => {
  const trainer = await enter('T001');
  const start = await arrange(trainer, { name: NAME, blueprint: '新员工入厂安全考试', people: ['W001'], now: server.now() });
  const phone = await enter('W001');
  await phone.goto(start);
  await begin(phone);
  const auditor = await enter('U001');
  await auditor.goto(`${start.replace('/exams/', '/sittings/')}/room`);
  await expect(auditor.getByRole('heading', { level: 1, name: '1 人正在作答' })).toBeVisible();
  await expect(auditor.getByRole('link', { name: /处理|暂停|延长时间/ })).toHaveCount(0);
});

test('without a script an answer that came after the pause is kept on the page until it goes on', { tag: '@no-js' }, async ({ enter, server }) => {
  const trainer = await enter('T001');
  const start = await arrange(trainer, { name: NAME, blueprint: '新员工入厂安全考试', people: ['W001'], now: server.now() });
  const room = `${start.replace('/exams/', '/sittings/')}/room`;
  const phone = await enter('W001', { javaScriptEnabled: false });
  await phone.goto(start);
  await begin(phone);
  const proctor = await enter('P001', { javaScriptEnabled: false });
  await steer(proctor, room, 'all', '暂停', '停电');
  await server.pass(2 * MINUTE);

  await answerAll(phone, 1, 1, yes);
  await phone.getByRole('button', { name: '下一题' }).click();
  await expect(phone.getByRole('heading', { level: 1, name: '考试暂停' })).toBeVisible();
  await expect(phone.getByText('暂停后提交的答案还没有保存')).toBeVisible();
  await steer(proctor, room, 'all', '恢复');
  await phone.getByRole('button', { name: '接着考' }).click();
  await expect(saved(phone, 1)).toBeVisible();
  await expect(phone.getByText('第 2 / 45 题')).toBeVisible();
});
