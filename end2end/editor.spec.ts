/** Writing questions: every kind, by hand and by paste, with pictures and drafts, with and without a script. */

import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect, test } from './fixtures/server';

/** A picture of 120 by 80 pixels. */
const PICTURE = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAHgAAABQCAIAAABd+SbeAAAAqElEQVR4nO3QAQkAIADAMPNY0nrGsoXCHTzA2Zhr60Lj+cEngQbdCjToVqBBtwINuhVo0K1Ag24FGnQr0KBbgQbdCjToVqBBtwINuhVo0K1Ag24FGnQr0KBbgQbdCjToVqBBtwINuhVo0K1Ag24FGnQr0KBbgQbdCjToVqBBtwINuhVo0K1Ag24FGnQr0KBbgQbdCjToVqBBtwINuhVo0K1Ag24FGnSrA3abEKvWNwcZAAAAAElFTkSuQmCC',
  'base64',
);

type Fill = Record<string, string | true>;

/** What is typed for each kind, by the names of the fields. */
const KINDS: Record<string, Fill> = {
  single_choice: { stem: '灭火器压力表指针应在（ ）', options: '红区\n绿区\n黄区', key: 'B' },
  multiple_choice: { stem: '动火前应做到（ ）', options: '审批\n监护\n清场\n吸烟', key: 'ABC' },
  true_false: { stem: '未经培训不得上岗', key: 'true' },
  fill_in: { stem: '安全第一、____、综合治理', key: '预防为主|防患未然' },
  numeric: { stem: '高处作业的起点高度是多少', key: '2 ± 0.1', unit: 'm|米' },
  matching: { stem: '颜色与含义', options: '红 => 禁止\n黄 => 警告', extra: '指令' },
  ordering: { stem: '验电的步骤', options: '停电\n验电\n接地' },
  short_answer: { stem: '简述触电急救', key: '先断电，再施救', points: '断电 | 2\n呼救 | 1' },
};

async function openBank(page: Page): Promise<string> {
  await page.goto('/banks?lang=zh-CN');
  await page.getByLabel('题库名称').fill('手写');
  await page.getByRole('button', { name: '建立题库' }).click();
  await expect(page).toHaveURL(/\/banks\/[0-9a-f-]+$/);
  return new URL(page.url()).pathname;
}

async function fill(page: Page, fields: Fill, prefix = ''): Promise<void> {
  for (const [name, value] of Object.entries(fields)) {
    const field = page.locator(`[name="${prefix}${name}"]`);
    if (name === 'key' && (value === 'true' || value === 'false')) await field.and(page.locator(`[value="${value}"]`)).check();
    else await field.fill(String(value));
  }
}

const store = (page: Page) => page.getByRole('button', { name: '保存题目' }).click();

test('a question of each kind', { tag: '@desktop' }, async ({ enter }) => {
  const page = await enter('T001');
  const bank = await openBank(page);
  for (const [kind, fields] of Object.entries(KINDS)) {
    await page.goto(`${bank}/new?kind=${kind}`);
    await fill(page, fields);
    await store(page);
    await expect(page, kind).toHaveURL(/\/items\//);
    await expect(page.locator('.preview')).toContainText(String(fields.stem).slice(0, 4));
  }

  await test.step('a hotspot: a picture, and an area drawn on it', async () => {
    await page.goto(`${bank}/new?kind=hotspot`);
    await page.locator('[name=stem]').fill('指出安全阀');
    await page.locator('[name=map-file]').setInputFiles({ name: 'a.png', mimeType: 'image/png', buffer: PICTURE });
    const map = page.locator('.area-editor svg');
    await map.scrollIntoViewIfNeeded();
    const box = (await map.boundingBox())!;
    await page.mouse.move(box.x + 10, box.y + 10);
    await page.mouse.down();
    await page.mouse.move(box.x + 60, box.y + 40, { steps: 4 });
    await page.mouse.up();
    await expect(page.locator('[name=areas]')).toHaveValue(/^\* \d+,\d+,\d+,\d+/);
    await store(page);
    await expect(page).toHaveURL(/\/items\//);
    await expect(page.locator('.preview svg.map')).toBeVisible();
  });

  await test.step('a case of two parts', async () => {
    await page.goto(`${bank}/new?kind=case`);
    await page.locator('[name=stem]').fill('某车间起火');
    await fill(page, KINDS.single_choice, 'part-0-');
    await page.getByRole('button', { name: '添加小题' }).click();
    await page.locator('[name=part-1-kind]').selectOption('true_false');
    await expect(page.locator('[name=part-1-key]')).toHaveCount(2);
    await expect(page.locator('[name=part-0-key]')).toHaveValue('B');
    await fill(page, KINDS.true_false, 'part-1-');
    await store(page);
    await expect(page).toHaveURL(/\/items\//);
    await expect(page.locator('.preview .item')).toHaveCount(2);
  });
});

test('the keyboard stores a question and goes on to the next of its kind', { tag: '@desktop' }, async ({ enter }) => {
  const page = await enter('T001');
  const bank = await openBank(page);
  await page.goto(`${bank}/new?kind=true_false`);
  await fill(page, { ...KINDS.true_false, knowledge_point: '通则' });
  await page.keyboard.press('Control+Shift+Enter');
  await expect(page.getByText('已保存，接着写下一题')).toBeVisible();
  await expect(page.locator('[name=kind]')).toHaveValue('true_false');
  await expect(page.locator('[name=knowledge_point]')).toHaveValue('通则');
  await expect(page.locator('[name=stem]')).toHaveValue('');
});

test('a text that is pasted is read', { tag: '@desktop' }, async ({ enter }) => {
  const page = await enter('T001');
  const bank = await openBank(page);
  const one = '1. 灭火器压力表指针应在（ ）\nA. 红区\nB. 绿区\nC. 黄区\n答案：B';
  const paste = async (text: string) => {
    await page.goto(`${bank}/new`);
    await page.getByText('粘贴一段文字，自动识别').click();
    await page.getByLabel('题目原文').fill(text);
    await page.getByRole('button', { name: '识别', exact: true }).click();
  };
  await paste(one);
  await expect(page.locator('[name=options]')).toHaveValue('红区\n绿区\n黄区');
  await expect(page.locator('[name=key]')).toHaveValue('B');
  await paste(`${one}\n\n2. 动火前应（ ）\nA. 审批\nB. 吸烟\n答案：A`);
  await expect(page).toHaveURL(/\/imports\//);
  await paste('今天天气很好');
  await expect(page.getByText('没有识别出题目')).toBeVisible();
  await expect(page.getByLabel('题目原文')).toHaveValue('今天天气很好');
});

test('a pasted picture stands in the form, and a draft outlives the window', { tag: '@desktop' }, async ({ enter }) => {
  const page = await enter('T001');
  const bank = await openBank(page);
  await page.goto(`${bank}/new`);
  await page.locator('[name=stem]').fill('图中是哪种标志（ ）');
  await page.locator('[name=stem]').evaluate((target, bytes) => {
    const data = new DataTransfer();
    data.items.add(new File([new Uint8Array(bytes)], 'a.png', { type: 'image/png' }));
    target.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
  }, [...PICTURE]);
  await expect(page.locator('.figure-row img')).toBeVisible();
  await page.locator('[name=options]').fill('禁止\n警告');
  await expect(page.locator('.editor-preview img')).toBeVisible();
  await expect(page.locator('.draft-line')).toBeVisible();
  await page.goto(bank);
  await page.getByRole('link', { name: '图中是哪种标志' }).click();
  await expect(page.getByText('这是您')).toBeVisible();
  await expect(page.locator('[name=options]')).toHaveValue('禁止\n警告');
  await expect(page.locator('.figure-row img')).toBeVisible();

  await test.step('another window does not overwrite it', async () => {
    const other = await page.context().newPage();
    await other.goto(page.url());
    await other.locator('[name=options]').fill('禁止\n指令');
    await expect(other.locator('.draft-line')).toBeVisible();
    await page.locator('[name=options]').fill('禁止\n提示');
    await expect(page.getByText('另一个窗口在')).toBeVisible();
    await page.getByRole('button', { name: '用这一份' }).click();
    await expect(page.locator('.draft-line')).toBeVisible();
  });

  await page.locator('[name=key]').fill('A');
  await store(page);
  await expect(page).toHaveURL(/\/items\//);
  await page.goto(bank);
  await expect(page.getByText('我的草稿')).toHaveCount(0);
});

test('without a script', { tag: '@desktop' }, async ({ enter }) => {
  const page = await enter('T001', { javaScriptEnabled: false });
  const bank = await openBank(page);
  await page.goto(`${bank}/new`);
  await page.locator('[name=kind]').selectOption('multiple_choice');
  await page.getByRole('button', { name: '换题型' }).click();
  await fill(page, KINDS.multiple_choice);
  await page.getByRole('button', { name: '预览' }).click();
  await expect(page.locator('.editor-preview')).toContainText('监护');
  await page.getByRole('button', { name: '存为草稿' }).click();
  await expect(page.locator('.draft-line')).toBeVisible();
  await page.locator('[name=key]').fill('AX');
  await store(page);
  await expect(page.locator('#field-key')).toHaveAttribute('aria-invalid', 'true');
  await page.locator('[name=key]').fill('ABC');
  await store(page);
  await expect(page).toHaveURL(/\/items\//);
  await page.getByRole('link', { name: '修改这道题' }).click();
  await page.locator('[name=reason]').fill('核对');
  await page.locator('[name=key]').fill('AB');
  await page.getByRole('button', { name: '保存为第 2 版' }).click();
  await expect(page.getByText('已保存为第 2 版')).toBeVisible();
});

for (const lang of ['zh-CN', 'en']) {
  test(`everybody can read the editor, ${lang}`, { tag: '@desktop' }, async ({ enter }) => {
    const page = await enter('T001');
    const bank = await openBank(page);
    for (const width of [360, 768, 1440]) {
      await page.setViewportSize({ width, height: 900 });
      for (const kind of ['multiple_choice', 'numeric', 'matching', 'hotspot', 'case']) {
        await page.goto(`${bank}/new?kind=${kind}&lang=${lang}`);
        if (kind === 'multiple_choice') {
          await fill(page, KINDS.multiple_choice);
          await page.locator('[name=act][value=lang]').evaluate((button: HTMLElement) => button.click());
          await expect(page.locator('.side-by-side').first()).toBeVisible();
          await page.locator('[name=figure]').setInputFiles({ name: 'a.png', mimeType: 'image/png', buffer: PICTURE });
          await expect(page.locator('.figure-row img')).toBeVisible();
        }
        if (kind === 'hotspot') {
          await page.locator('[name=map-file]').setInputFiles({ name: 'a.png', mimeType: 'image/png', buffer: PICTURE });
          await expect(page.locator('.area-editor')).toBeVisible();
          await fill(page, { stem: '指出安全阀', areas: '* 10,10,40,30 阀\n70,40,20' });
          await expect(page.locator('.editor-preview svg.map')).toBeVisible();
        }
        const { violations } = await new AxeBuilder({ page }).analyze();
        expect(violations.map(of => `${of.id}: ${of.nodes[0]?.html}`), `${kind} ${width}`).toEqual([]);
        const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        expect(over, `${kind} at ${width}`).toBeLessThanOrEqual(0);
        await page.screenshot({ path: `results/editor/${lang}-${kind}-${width}.png`, fullPage: true });
      }
    }
  });
}
