/** Every page in both languages on a phone, a tablet and a desktop: readable by everybody, quiet, and no wider than the screen. */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { Keys } from './fixtures/bank';
import { arrange } from './fixtures/desk';
import { answerAll, begin, handIn, saved } from './fixtures/room';
import { type Enter, expect, type Server, signIn, test } from './fixtures/server';

const ROOT = join(import.meta.dirname, '..');
const PICTURES = join(import.meta.dirname, 'results/pages');
const WIDTHS = [360, 768, 1440];
const STANDARDS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const DAY = 24 * 60 * 60_000;
/** The paper of the demo's exam. */
const COUNT = 45;

test.describe.configure({ mode: 'parallel', timeout: 900_000 });

for (const lang of ['zh-CN', 'en'] as const) {
  test(`every page, ${lang}`, { tag: '@desktop' }, async ({ enter, server, browser, baseURL }) => {
    const scene = await prepare(enter, server);
    const gallery = new Gallery(lang, server.url);

    await test.step('nobody', async () => {
      const page = await (await browser.newContext({ baseURL })).newPage();
      await gallery.enter(page, 'public');
      await gallery.visit('/login', '/verify', '/verify/key-that-nobody-has', '/no-such-page', scene.verify);
      await page.goto('/login');
      await page.getByRole('textbox').first().fill('W001');
      await page.getByRole('textbox').last().fill('wrong');
      await send(page, gallery.say('登录', 'Sign in'));
      await gallery.look('login-refused');
      await signIn(page, scene.newcomer.number, scene.newcomer.password);
      await gallery.look('password-first');
      await page.context().close();
    });

    await test.step('workers', async () => {
      for (const [number, own] of Object.entries(scene.workers)) {
        await gallery.enter(await enter(number), number);
        await gallery.visit(...own);
        await gallery.walk('/');
      }
    });

    await test.step('people at desks', async () => {
      for (const [number, own] of [
        ['T001', [scene.pendingImport]],
        ['S001', scene.file],
        ['P001', []],
        ['A001', []],
      ] as const) {
        await gallery.enter(await enter(number), number);
        await gallery.visit(...own);
        await gallery.walk('/', '/password', '/certificates');
      }
    });

    await test.step('an exam that is paused', async () => {
      const proctor = await enter('P001');
      await gallery.enter(proctor, 'P001');
      await proctor.goto(`${scene.watched}/all?deed=pause`);
      await proctor.getByLabel(gallery.say('原因', 'Reason')).fill('停电');
      await send(proctor, gallery.say('暂停', 'Pause'));
      await gallery.look('room-paused');
      await proctor.goto(`${scene.watched}/all?deed=extend`);
      await proctor.getByLabel(gallery.say('增加几分钟', 'Minutes to add')).fill('5');
      await proctor.getByLabel(gallery.say('原因', 'Reason')).fill(' ');
      await send(proctor, gallery.say('延长时间', 'Give time'));
      await gallery.look('extension-refused');
      await gallery.enter(await enter('W003'), 'W003');
      await gallery.visit(scene.paused);
    });

    await test.step('how a bank stays true', async () => {
      const trainer = await enter('T001');
      await gallery.enter(trainer, 'T001');
      await trainer.goto('/banks');
      await trainer.locator('main .rows a[href^="/banks/"]').first().click();
      const bank = new URL(trainer.url()).pathname;
      const item = await trainer.locator('a[href^="/items/"]').first().getAttribute('href');
      await gallery.visit(
        '/banks/search',
        `/banks/search?q=${encodeURIComponent('动火')}`,
        '/banks/todo',
        `${bank}/bulk?scope=page&page=1`,
        `${item}/review`,
        `${scene.pendingImport}/columns/0`,
        `${scene.pendingImport}/rows/0-4`,
        scene.watched.replace(/^\/sittings\/(.*)\/room$/, '/marking/$1'),
        scene.watched.replace(/room$/, 'analysis'),
      );
    });

    await test.step('forms that were refused, and what is shown only once', async () => {
      const trainer = await enter('T001');
      await gallery.enter(trainer, 'T001');
      await trainer.goto('/sittings/new');
      await trainer.getByLabel(gallery.say('考试名称', 'Name of the exam')).fill('x');
      await trainer.getByLabel(gallery.say('考试时长（分钟）', 'Time limit (minutes)')).fill('soon');
      await send(trainer, gallery.say('安排考试并通知', 'Arrange and invite'));
      await gallery.look('sitting-refused');

      const admin = await enter('A001');
      await gallery.enter(admin, 'A001');
      await admin.goto('/people/import');
      const roster = '工号,姓名,手机\nN1,张三,13911112222\nN1,李四,1\n';
      const file = { name: 'roster.csv', mimeType: 'text/csv', buffer: Buffer.from(roster) };
      await admin.getByLabel(gallery.say('花名册文件', 'Roster file')).setInputFiles(file);
      await send(admin, gallery.say('检查文件', 'Check the file'));
      await gallery.look('roster-preview');
      await admin.goto('/people/passwords');
      await send(admin, gallery.say('生成密码表', 'Create the list'));
      await gallery.look('passwords-shown');
    });

    await test.step('an auditor', async () => {
      const auditor = await enter('U001');
      await gallery.enter(auditor, 'U001');
      await gallery.visit('/', ...scene.file, '/coverage', '/audit');
      await auditor.goto('/audit');
      await send(auditor, gallery.say('校验', 'Verify'));
      await gallery.look('audit-verified');
    });

    expect(gallery.faults).toEqual([]);
    expect(routes().filter(route => !gallery.routes.has(route)), 'pages that nobody has looked at').toEqual([]);
  });
}

/** Presses a button that sends a form, and waits for the page that answers. */
async function send(page: Page, button: string): Promise<void> {
  const answered = page.waitForEvent('load');
  await page.getByRole('main').getByRole('button', { name: button, exact: true }).click();
  await answered;
}

/** Looks at pages, and writes down everything that a customer should not see. */
class Gallery {
  readonly routes = new Set<string>();
  readonly faults: string[] = [];
  private seen = new Set<string>();
  private page!: Page;
  private who!: string;

  constructor(
    private readonly lang: 'zh-CN' | 'en',
    private readonly home: string,
  ) {}

  say(zh: string, en: string): string {
    return this.lang === 'en' ? en : zh;
  }

  /** From now on the pages of `who` are looked at. */
  async enter(page: Page, who: string): Promise<void> {
    await page.context().addCookies([{ name: 'guben_lang', value: this.lang, url: this.home }]);
    // A page that asks again by itself stands still while it is looked at.
    await page.route(/\/sittings\/[^/]+\/room$|\/attempts\/[^/]+$/, async route => {
      if (route.request().method() !== 'GET') return route.fallback();
      const response = await route.fetch({ maxRedirects: 0 });
      const { refresh, ...headers } = response.headers();
      await route.fulfill({ response, headers });
    });
    this.page = page;
    this.who = who;
    const note = (what: string) => this.faults.push(`${who} ${page.url()}: ${what}`);
    page.on('console', message => {
      // A browser reports the status of a page that says by its status that nothing is there.
      const own = message.text().startsWith('Failed to load resource') && message.location().url === page.url();
      if (['error', 'warning'].includes(message.type()) && !own) note(message.text());
    });
    page.on('pageerror', error => note(error.message));
    page.on('response', response => {
      if (response.status() >= 400 && !response.request().isNavigationRequest()) note(`${response.status()} ${response.url()}`);
    });
    page.on('requestfailed', request => {
      // Leaving a page ends what it was still loading.
      if (request.failure()?.errorText !== 'net::ERR_ABORTED') note(`${request.failure()?.errorText} ${request.url()}`);
    });
  }

  /** Looks at these pages, whatever was seen before. */
  async visit(...paths: string[]): Promise<void> {
    for (const path of paths) {
      this.seen.add(route(path));
      await this.page.goto(path);
      await this.look(slug(path));
    }
  }

  /** Follows every link from these pages on, and looks at one page of each kind that was not seen yet. */
  async walk(...paths: string[]): Promise<void> {
    const queue = [...paths];
    const walked = new Set<string>();
    for (let path = queue.shift(); path !== undefined; path = queue.shift()) {
      const kind = route(path);
      if (walked.has(kind)) continue;
      walked.add(kind);
      await this.page.goto(path);
      queue.push(...(await this.links()));
      if (this.seen.has(kind)) continue;
      this.seen.add(kind);
      await this.look(slug(path));
    }
  }

  /** Looks at the page that is open, at each width. */
  async look(name: string): Promise<void> {
    const page = this.page;
    this.routes.add(route(page.url()).split('?')[0]);
    for (const width of WIDTHS) {
      const where = `${this.who} ${new URL(page.url()).pathname} (${name}) at ${width} px`;
      await page.setViewportSize({ width, height: 900 });
      const { height, beyond } = await page.evaluate(() => ({
        height: document.documentElement.scrollHeight,
        beyond: document.documentElement.scrollWidth - window.innerWidth,
      }));
      if (beyond > 0) this.faults.push(`${where}: ${beyond} pixels beyond the screen`);
      // As tall as the page, so that no bar at an edge of the screen lies on what can be scrolled away from it.
      await page.setViewportSize({ width, height: Math.max(900, height) });
      const { violations } = await new AxeBuilder({ page }).setLegacyMode().withTags(STANDARDS).analyze();
      for (const { id, nodes } of violations) {
        this.faults.push(`${where}: ${id}: ${nodes.map(node => node.html.slice(0, 200)).join(' | ')}`);
      }
      await page.screenshot({ path: join(PICTURES, `${this.lang}-${width}-${this.who}-${name}.png`) });
    }
  }

  /** Where the links of the page lead, as far as pages of ours go. */
  private async links(): Promise<string[]> {
    const hrefs = await this.page.getByRole('link').evaluateAll((links: HTMLAnchorElement[]) =>
      links.filter(link => !link.download && link.origin === location.origin).map(link => link.pathname + link.search),
    );
    return hrefs.filter(href => !isFile(href));
  }
}

const ID = /[0-9a-f]{8}-[0-9a-f-]{27}/g;

/** Stands only after a change of many questions, which the tests of the services make. */
const BULK_DONE = '/edits/{}';

function isFile(path: string): boolean {
  return /\.(xlsx|csv)|\/(pdf|record|key)$|\/export\/.|^\/(questions\/)?media\//.test(path.split('?')[0]);
}

/** The address of a page without what is its own: `/banks/{}?rows=all`. Filters and numbers are no pages of their own. */
function route(address: string): string {
  const { pathname, searchParams } = new URL(address, 'http://x');
  const path = pathname.replace(ID, '{}').replace(/^(\/verify\/).+/, '$1{}').replace(/\/(columns|rows)\/[\d-]+$/, '/$1/{}');
  const views = ['tab', 'rows', 'all', 'bank', 'deed'].filter(name => searchParams.has(name));
  const query = views.map(name => `${name}=${searchParams.get(name)!.replace(ID, '{}')}`);
  return query.length ? `${path}?${query.join('&')}` : path;
}

function slug(path: string): string {
  const own = path.replace(ID, 'id').replace(/^(\/verify\/).+/, '$1code');
  return own.replace(/[^a-zA-Z0-9]+/g, '-').replace(/^-|-$/g, '') || 'home';
}

/** Every page that the program registers, from its sources: a new one must be looked at too. */
function routes(): string[] {
  const sources = readdirSync(join(ROOT, 'app/src'), { recursive: true, encoding: 'utf8' }).filter(file => file.endsWith('.rs'));
  const paths = sources.flatMap(file => [
    ...readFileSync(join(ROOT, 'app/src', file), 'utf8').matchAll(/\b(?:page|form|route)\(\s*"(\/[^"]*)"/g),
  ]);
  return [...new Set(paths.map(([, path]) => path.replace(/\{[^}]*\}/g, '{}')))].filter(path => !isFile(path) && path !== BULK_DONE).sort();
}

interface Scene {
  verify: string;
  newcomer: { number: string; password: string };
  /** Pages of a worker that no link leads to, or of which more than one is worth a look. */
  workers: Record<string, string[]>;
  /** A file of which no row is in the bank yet. */
  pendingImport: string;
  /** The exam room in which somebody is, and that one's page. */
  watched: string;
  paused: string;
  /** The file of somebody to whom much has happened, and an attempt of theirs. */
  file: string[];
}

/** An enterprise in which everything has happened once: passed, failed, running, closed, imported, refused. */
async function prepare(enter: Enter, server: Server): Promise<Scene> {
  const keys = Keys.read(join(ROOT, 'question-banks/new-worker-induction.csv'));
  const trainer = await enter('T001');
  const exam = { blueprint: '新员工入厂安全考试', people: ['W001', 'W002', 'W003'] };

  const closed = await arrange(trainer, { ...exam, name: '上周的考试', now: server.now(), makeUps: 0 });
  const passed = await take(await enter('W001'), closed, keys.right.bind(keys));
  const failed = await take(await enter('W002'), closed, keys.wrong.bind(keys));
  await server.pass(2 * DAY);

  const desk = await enter('T001');
  const open = await arrange(desk, { ...exam, name: '本周的考试', now: server.now() });
  const notReleased = await take(await enter('W002'), open, keys.wrong.bind(keys));
  const running = await enter('W003');
  await running.goto(open);
  await begin(running);
  await answerAll(running, 1, 3, keys.right.bind(keys));
  await expect(saved(running, 3)).toBeVisible();
  const room = new URL(running.url()).pathname;

  const learner = await enter('W004');
  await learner.goto('/courses');
  await learner.getByRole('link', { name: '去学习' }).first().click();
  await learner.getByRole('button', { name: '开始第 1 课' }).click();
  await expect(learner.getByRole('button', { name: '学完这一课' })).toBeVisible();
  const lesson = new URL(learner.url()).pathname;

  const file = await enter('W001');
  await file.goto('/me?tab=certificates');
  await file.getByRole('link', { name: '全员安全培训合格证' }).click();
  const certificate = new URL(file.url()).pathname;
  const verify = await file.getByRole('link', { name: /\/verify\// }).getAttribute('href');

  return {
    verify: verify!,
    newcomer: await newcomer(enter),
    workers: {
      W001: [certificate, passed],
      W002: [failed, notReleased, open],
      W003: [`${room}?q=1`, `${room}?q=${COUNT}`, `${room}?all=1`, `${room}?q=2#card`, `${room}/hand-in`, open],
      W004: [lesson],
    },
    pendingImport: await pendingImport(desk),
    watched: `${open.replace('/exams/', '/sittings/')}/room`,
    paused: room,
    file: await fileOf(await enter('S001'), '刘建国'),
  };
}

/** Takes the exam, and returns where its result stands. */
async function take(page: Page, start: string, key: Parameters<typeof answerAll>[3]): Promise<string> {
  await page.goto(start);
  await begin(page);
  await answerAll(page, 1, COUNT, key);
  await handIn(page);
  await expect(page).toHaveURL(/\/result$/);
  return new URL(page.url()).pathname;
}

/** A file with rows of every fate, that is not taken over yet. */
async function pendingImport(page: Page): Promise<string> {
  const rows = [
    '题型,题干,选项A,选项B,选项C,选项D,答案,解析',
    '单选题,戴安全帽以前先检查（ ）。,颜色,帽衬和下颏带,价格,重量,B,帽衬坏了就不缓冲。',
    '单选题,戴安全帽以前先检查（ ）。,颜色,帽衬和下颏带,价格,重量,B,帽衬坏了就不缓冲。',
    '单选题,灭火器压力表的指针应当在（ ）。,红区,绿区,黄区,,,',
    '判断题,可以用湿手拔插头。,,,,,看情况,',
    '多选题,进入有限空间以前应当（ ）。,通风,检测,审批,关灯,A，B，C,',
    ',第二章 用电,,,,,,',
  ];
  await page.goto('/banks');
  await page.getByLabel('题库名称').fill('待入库的题库');
  await page.getByRole('button', { name: '建立题库' }).click();
  await page.getByRole('link', { name: '导入题目' }).click();
  const file = { name: '班前教育.csv', mimeType: 'text/csv', buffer: Buffer.from(rows.join('\n')) };
  await page.getByLabel('题库文件').setInputFiles(file);
  await page.getByRole('button', { name: '检查文件' }).click();
  await expect(page.getByRole('heading', { level: 1, name: file.name })).toBeVisible();
  return new URL(page.url()).pathname;
}

async function fileOf(page: Page, name: string): Promise<string[]> {
  await page.goto('/files');
  await page.getByRole('link', { name }).click();
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible();
  const file = new URL(page.url()).pathname;
  await page.getByRole('link', { name: '看试卷与作答' }).click();
  await expect(page.getByRole('heading', { name: '试卷（按考生所见顺序）' })).toBeVisible();
  return [file, new URL(page.url()).pathname];
}

/** Somebody who has a one-time password. */
async function newcomer(enter: Enter): Promise<{ number: string; password: string }> {
  const page = await enter('A001');
  await page.goto('/people/new');
  await page.getByLabel('工号').fill('W100');
  await page.getByLabel('姓名').fill('新来的');
  await page.getByLabel('部门').selectOption({ index: 1 });
  await page.getByRole('button', { name: '添加', exact: true }).click();
  await page.getByRole('button', { name: '发放一次性密码' }).click();
  const shown = page.getByText('一次性密码：');
  await expect(shown).toBeVisible();
  return { number: 'W100', password: (await shown.innerText()).split('：')[1].trim() };
}
