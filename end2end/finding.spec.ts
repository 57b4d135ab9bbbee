/** Finding questions in all banks, and deciding about two that contradict each other; without a script. */

import type { Page } from '@playwright/test';
import { expect, test } from './fixtures/server';

const HEAD = '题型,题干,选项A,选项B,选项C,答案,知识点,解析\n';
const OLD = `${HEAD}单选题,安全帽从出厂之日起使用期限为（ ）,两年半,三年半,五年,A,防护,以老标准为准\n判断题,进入有限空间作业前应当先检测后通风,,,,正确,有限空间,\n`;
const NEW = `${HEAD}单选题,安全帽从出厂之日起使用期限为（ ）。,三年半,两年半,五年,A,防护,以新标准为准\n判断题,进入有限空间作业前应当先通风后检测,,,,正确,有限空间,\n`;

async function bank(page: Page, name: string, csv: string): Promise<string> {
  await page.goto('/banks');
  await page.getByLabel('题库名称').fill(name);
  await page.getByRole('button', { name: '建立题库' }).click();
  const address = page.url();
  await page.goto(`${address}/import`);
  await page.getByLabel('题库文件').setInputFiles({ name: '题.csv', mimeType: 'text/csv', buffer: Buffer.from(csv) });
  await page.getByRole('button', { name: '检查文件' }).click();
  await page.getByRole('button', { name: '将 2 题入库' }).click();
  return address;
}

test('a trainer finds a contradiction and settles it', { tag: '@desktop' }, async ({ enter }) => {
  const page = await enter('T001', { javaScriptEnabled: false, viewport: { width: 360, height: 740 } });
  await bank(page, '老题库', OLD);
  const second = await bank(page, '新题库', NEW);

  await page.goto('/banks');
  await page.getByRole('searchbox').fill('帽 两年半');
  await page.getByRole('search').getByRole('button').click();
  await expect(page.getByRole('heading', { name: '找到 2 题' })).toBeVisible();
  await expect(page.locator('mark').filter({ hasText: '两年半' })).toHaveCount(2);
  await look(page, 'search');
  await page.getByRole('searchbox').fill('没有这个词');
  await page.getByRole('search').getByRole('button').click();
  await expect(page.getByRole('heading', { name: '没有符合条件的题目' })).toBeVisible();
  await look(page, 'search-none');

  await page.goto('/banks/alike');
  await expect(page.getByRole('heading', { name: '1 组题的答案互相矛盾' })).toBeVisible();
  await look(page, 'alike');
  await page.getByRole('link', { name: '对比' }).first().click();
  await expect(page.getByRole('heading', { name: '两道题：答案矛盾' })).toBeVisible();
  await look(page, 'beside');
  await page.getByLabel('停用的原因').fill('以新标准为准');
  await page.getByRole('button', { name: '保留题二，停用题一' }).click();
  await expect(page.getByText('以新标准为准').first()).toBeVisible();
  await look(page, 'beside-retired');

  await page.getByRole('link', { name: '看题一' }).click();
  await expect(page.getByText('这道题已停用')).toBeVisible();
  await look(page, 'item-retired');
  await page.goto('/banks/alike?only=contradiction');
  await expect(page.getByText('矛盾 0')).toBeVisible();

  await page.goto(second);
  await page.getByRole('searchbox').fill('通风');
  await page.getByRole('search').getByRole('button').click();
  await page.getByRole('link', { name: '在全部题库中找“通风”' }).click();
  await page.getByRole('link', { name: '先通风后检测' }).click();
  await expect(page.getByRole('heading', { name: '和它相似' })).toBeVisible();
  await look(page, 'item');
  await page.getByRole('link', { name: '对比' }).first().click();
  await page.getByRole('button', { name: '是两道不同的题' }).click();
  await expect(page.getByText('已确认是两道不同的题')).toBeVisible();
});

/** No page is wider than its screen. */
async function look(page: Page, name: string): Promise<void> {
  for (const width of [360, 768, 1440]) {
    await page.setViewportSize({ width, height: 900 });
    const wide = await page.locator('html').evaluate(html => html.scrollWidth);
    expect(wide, `${name} at ${width}`).toBeLessThanOrEqual(width);
    await page.screenshot({ path: `results/finding/${name}-${width}.png`, fullPage: true });
    const here = page.url();
    await page.goto(`${here}${here.includes('?') ? '&' : '?'}lang=en`);
    await page.screenshot({ path: `results/finding/${name}-en-${width}.png`, fullPage: true });
    await page.goto(`${here}${here.includes('?') ? '&' : '?'}lang=zh-CN`);
    await page.goto(here);
  }
}
