import { defineConfig } from '@playwright/test';

/** Chromium without its calls home; as root it cannot make its sandbox. */
const args = [
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-gpu',
  '--disable-quic',
  '--disable-sync',
  '--no-first-run',
];

const phone = { width: 360, height: 740 };

/** A test runs on a phone and on a desktop; `@phone`, `@desktop` or `@no-js` in its tags limits it to that one. */
export default defineConfig({
  testDir: '.',
  outputDir: 'results/failed',
  reporter: 'list',
  forbidOnly: !!process.env.CI,
  retries: 0,
  workers: 2,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  use: {
    launchOptions: { executablePath: process.env.GUBEN_CHROMIUM ?? '/usr/bin/chromium', args },
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    screenshot: 'only-on-failure',
    actionTimeout: 10_000,
    navigationTimeout: 30_000,
  },
  projects: [
    { name: 'phone', grepInvert: /@(desktop|no-js)/, use: { viewport: phone, hasTouch: true, isMobile: true } },
    { name: 'desktop', grepInvert: /@(phone|no-js)/, use: { viewport: { width: 1440, height: 900 } } },
    { name: 'no-js', grep: /@no-js/, use: { viewport: phone, javaScriptEnabled: false } },
  ],
});
