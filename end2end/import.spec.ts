/** A trainer puts a dirty question file right at the desk, and takes it into the bank. */

import type { Page } from '@playwright/test';
import { expect, test } from './fixtures/server';

/** Headings that nobody knows; of seven rows, one is faultless and three must be mended. */
const DIRTY = [
  '考什么,甲,乙,丙,选哪个,为什么这样,编号',
  '灭火器压力表指针应在（ ）,红区,绿区,黄区,B,绿区表示压力正常,F-01',
  '起吊前应检查（ ）,吊具,天气,,D,,F-02',
  '动火作业前应清除周围的（ ）,可燃物,灯光,标志,,,F-03',
  ',红区,绿区,黄区,A,,F-04',
  '高处作业必须系安全带,,,,对,,F-05',
  '未经培训不得上岗,,,,对,,F-06',
  '未经培训不得上岗,,,,错,,F-07',
].join('\r\n');

const SHOTS = process.env.GUBEN_SHOTS;

/** Keeps pictures of the page in both languages and three widths, for people to look at. */
async function picture(page: Page, name: string): Promise<void> {
  if (!SHOTS) return;
  const here = page.url();
  const before = page.viewportSize()!;
  for (const lang of ['en', 'zh-CN']) {
    const address = new URL(here);
    address.searchParams.set('lang', lang);
    await page.goto(address.href);
    for (const width of [360, 768, 1440]) {
      await page.setViewportSize({ width, height: 900 });
      await page.screenshot({ path: `${SHOTS}/${name}-${lang}-${width}.png`, fullPage: true });
      const wide = await page.evaluate(() => document.documentElement.scrollWidth);
      expect(wide, `${name} ${lang} ${width}`).toBeLessThanOrEqual(width);
    }
  }
  await page.setViewportSize(before);
  await page.goto(here);
}

async function upload(page: Page, bank: string, name: string, text: string): Promise<void> {
  await page.goto(`${bank}/import`);
  await page.getByLabel('题库文件').setInputFiles({ name, mimeType: 'text/csv', buffer: Buffer.from(text) });
  await page.getByRole('button', { name: '检查文件' }).click();
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible();
}

async function mend(page: Page, row: number, change: () => Promise<void>): Promise<void> {
  await page.getByRole('row').filter({ has: page.getByRole('cell', { name: String(row), exact: true }) })
    .getByRole('link', { name: '改正这一行' }).click();
  await expect(page.getByRole('heading', { level: 1, name: `第 ${row} 行` })).toBeVisible();
  await change();
  await page.getByRole('button', { name: '保存并重新判定' }).click();
}

for (const tag of ['@desktop', '@no-js']) {
  test(`a dirty file is mapped, mended and taken over (${tag})`, { tag }, async ({ enter }, info) => {
    test.setTimeout(180_000);
    const page = await enter('T001', tag === '@no-js' ? { javaScriptEnabled: false } : {});
    await page.goto('/banks');
    await page.getByLabel('题库名称').fill(`车间题库 ${info.project.name}`);
    await page.getByRole('button', { name: '建立题库' }).click();
    const bank = new URL(page.url()).pathname;
    await upload(page, bank, '车间题库.csv', DIRTY);

    await test.step('nobody knows the headings, so the columns are named by hand', async () => {
      await expect(page.getByText('没有可以入库的题目')).toBeVisible();
      await picture(page, 'unknown');
      await page.getByRole('link', { name: '指定每一列是什么' }).click();
      for (const [column, field] of [['A', '题干'], ['B', '选项 A'], ['C', '选项 B'], ['D', '选项 C'], ['E', '答案']]) {
        await page.getByLabel(`${column} 列`).selectOption(field);
      }
      await page.getByLabel('F 列').selectOption('答案');
      await page.getByRole('button', { name: '保存并重新检查' }).click();
      await expect(page.getByText('有两列都指定为“答案”')).toBeVisible();
      await expect(page.getByLabel('A 列')).toHaveValue('stem');
      await page.getByLabel('F 列').selectOption('解析');
      await page.getByLabel('G 列').selectOption('编号');
      await page.getByLabel('哪一行是表头').selectOption('1');
      await picture(page, 'columns');
    });
    await test.step('the whole file is judged again', async () => {
      for (const [column, field] of [['A', '题干'], ['B', '选项 A'], ['C', '选项 B'], ['D', '选项 C'], ['E', '答案'], ['F', '解析'], ['G', '编号']]) {
        await page.getByLabel(`${column} 列`).selectOption(field);
      }
      await page.getByLabel('哪一行是表头').selectOption('1');
      await page.getByRole('button', { name: '保存并重新检查' }).click();
      await expect(page.getByText('按您指定的列读取')).toBeVisible();
      await expect(page.getByText('共 7 行 = 0 + 2 + 5 + 0')).toBeVisible();
      await picture(page, 'report');
    });
    await test.step('three rows are mended, one is left out', async () => {
      await mend(page, 3, async () => {
        await expect(page.getByLabel('选项')).toHaveValue('吊具\n天气');
        await picture(page, 'row');
        await page.getByLabel('答案').fill('E');
      });
      await expect(page.getByText('还不能入库，更正已经保存')).toBeVisible();
      await page.getByLabel('答案').fill('A');
      await page.getByRole('button', { name: '保存并重新判定' }).click();
      await expect(page.getByText('这一行可以入库了')).toBeVisible();
      await picture(page, 'mended');
      await page.getByRole('link', { name: '回到结果' }).click();
      await mend(page, 4, async () => await page.getByLabel('答案').fill('A'));
      await page.getByRole('link', { name: '回到结果' }).click();
      await mend(page, 5, async () => await page.getByLabel('题干').fill('干粉灭火器失压时指针在（ ）'));
      await page.getByRole('link', { name: '回到结果' }).click();
      await page.getByRole('row', { name: '错' }).getByRole('link', { name: '改正这一行' }).click();
      await page.getByRole('button', { name: '不要这一行' }).click();
      await expect(page.getByText('这一行不入库')).toBeVisible();
      await page.getByRole('link', { name: '回到结果' }).click();
      await expect(page.getByText('共 7 行 = 0 + 6 + 0 + 1')).toBeVisible();
    });
    await test.step('what was decided stays, and the counts are what was promised', async () => {
      await page.reload();
      await page.goto(`${page.url().split('?')[0]}?rows=all`);
      await expect(page.getByText('已更正')).toHaveCount(4);
      await picture(page, 'ready');
      await page.getByRole('button', { name: '将 6 题入库' }).click();
      await expect(page.getByText('已入库 6 题')).toBeVisible();
    });
    await test.step('a later file with these headings is read at once, and its numbers are asked about', async () => {
      await upload(page, bank, '车间题库二.csv', DIRTY.replace('绿区,黄区,B', '绿区,黄区,C'));
      await expect(page.getByText('按记住的列读取')).toBeVisible();
      await expect(page.getByText('1 行的编号题库里已有，内容不同')).toBeVisible();
      await picture(page, 'numbers');
      await page.getByText('做成新版本').click();
      await page.getByRole('button', { name: '按此处理' }).click();
      await page.getByRole('button', { name: '将 1 题入库' }).click();
      await expect(page.getByText('已入库 1 题')).toBeVisible();
    });
  });
}

test('a long file is checked in the background, and its page comes back by itself', { tag: '@no-js' }, async ({ enter }) => {
  const page = await enter('T001', { javaScriptEnabled: false });
  await page.goto('/banks');
  await page.getByLabel('题库名称').fill('长题库');
  await page.getByRole('button', { name: '建立题库' }).click();
  const bank = new URL(page.url()).pathname;
  const rows = Array.from({ length: 6000 }, (_, no) => `判断题,第 ${no} 号设备启动前须点检,对`);
  await upload(page, bank, '长题库.csv', ['题型,题干,答案', ...rows].join('\n'));
  await expect(page.getByText('共 6000 行 = 6000 + 0 + 0 + 0')).toBeVisible({ timeout: 50_000 });
  await expect(page.getByText('第 1 到 50 条，共 6000 条')).toBeVisible();
});
