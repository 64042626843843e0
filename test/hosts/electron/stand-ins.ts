import type { ElectronApplication } from 'playwright';
import type { LaunchedConsole } from '../shared/launched-console.ts';

/** What main hands to the operating system, recorded under this name in its process for specs to look at. */
interface Records {
  readonly openedOutside: string[];
  readonly savedTo: string[];
  readonly saveNextTo: (string | null)[];
  readonly blockers: number[];
  readonly notifications: Electron.Notification[];
  readonly questions: { message: string; detail: string }[];
  isConfirming: boolean;
  progressBar: number;
}

type SystemSide = Pick<
  LaunchedConsole,
  | 'openedOutside'
  | 'saveNextTo'
  | 'savedTo'
  | 'progressBar'
  | 'blocksSleep'
  | 'setFocused'
  | 'notifications'
  | 'clickNotification'
  | 'answerQuestions'
  | 'questions'
  | 'suspend'
  | 'isContentProtected'
>;

/**
 * Puts stand-ins where main would hand something to the operating system: links, save dialog, notifications. Bar and
 * power save blocker stay Electron's and are watched. `downloads` takes the place of the folder for downloads.
 */
export async function standInForSystem(
  application: ElectronApplication,
  downloads: string,
): Promise<SystemSide> {
  await application.evaluate(
    ({ app, BrowserWindow, dialog, Notification, powerSaveBlocker, shell }, folder) => {
      const records: Records = {
        openedOutside: [],
        savedTo: [],
        saveNextTo: [],
        blockers: [],
        notifications: [],
        questions: [],
        isConfirming: false,
        progressBar: -1,
      };
      Reflect.set(globalThis, 'curfewRecords', records);
      app.setPath('downloads', folder);
      shell.openExternal = async (address) => void records.openedOutside.push(address);

      Reflect.set(dialog, 'showSaveDialog', async (...args: unknown[]) => {
        const { existsSync } = process.getBuiltinModule('node:fs');
        const { defaultPath } = args.at(-1) as { defaultPath: string };
        let path = records.saveNextTo.length > 0 ? records.saveNextTo.shift() : defaultPath;
        for (let number = 2; path === defaultPath && existsSync(path); number += 1) {
          const numbered = defaultPath.replace(/(\.[^.]*)?$/, (ending) => ` (${number})${ending}`);
          if (!existsSync(numbered)) path = numbered;
        }
        if (path === null || path === undefined) return { canceled: true, filePath: '' };
        records.savedTo.push(path);
        return { canceled: false, filePath: path };
      });

      Reflect.set(dialog, 'showMessageBox', async (...args: unknown[]) => {
        const options = args.at(-1) as Electron.MessageBoxOptions;
        records.questions.push({ message: options.message, detail: options.detail ?? '' });
        const confirm = (options.buttons?.length ?? 1) - 1;
        return { response: records.isConfirming ? confirm : (options.cancelId ?? 0), checkboxChecked: false };
      });

      // Main imported the class itself: only its members can be replaced.
      Notification.isSupported = () => true;
      Notification.prototype.show = function show() {
        records.notifications.push(this);
      };

      const startBlocker = powerSaveBlocker.start.bind(powerSaveBlocker);
      powerSaveBlocker.start = (type) => {
        const id = startBlocker(type);
        records.blockers.push(id);
        return id;
      };
      for (const window of BrowserWindow.getAllWindows()) {
        const setBar = window.setProgressBar.bind(window);
        window.setProgressBar = (value, options) => {
          records.progressBar = value;
          setBar(value, options);
        };
        // A window manager may never give it the focus.
        window.isFocused = () => true;
      }
    },
    downloads,
  );

  return {
    openedOutside: () =>
      application.evaluate(() => (Reflect.get(globalThis, 'curfewRecords') as Records).openedOutside),
    saveNextTo: (path) =>
      application.evaluate((_, next) => {
        (Reflect.get(globalThis, 'curfewRecords') as Records).saveNextTo.push(next);
      }, path),
    savedTo: () => application.evaluate(() => (Reflect.get(globalThis, 'curfewRecords') as Records).savedTo),
    progressBar: () =>
      application.evaluate(() => (Reflect.get(globalThis, 'curfewRecords') as Records).progressBar),
    blocksSleep: () =>
      application.evaluate(({ powerSaveBlocker }) =>
        (Reflect.get(globalThis, 'curfewRecords') as Records).blockers.some((id) =>
          powerSaveBlocker.isStarted(id),
        ),
      ),
    setFocused: (focused) =>
      application.evaluate(({ BrowserWindow }, is) => {
        for (const window of BrowserWindow.getAllWindows()) window.isFocused = () => is;
      }, focused),
    notifications: () =>
      application.evaluate(() =>
        (Reflect.get(globalThis, 'curfewRecords') as Records).notifications.map(({ title, body }) => ({
          title,
          body,
        })),
      ),
    answerQuestions: (answer) =>
      application.evaluate((_, confirming) => {
        (Reflect.get(globalThis, 'curfewRecords') as Records).isConfirming = confirming;
      }, answer === 'yes'),
    questions: () =>
      application.evaluate(() => (Reflect.get(globalThis, 'curfewRecords') as Records).questions),
    suspend: () =>
      application.evaluate(({ powerMonitor }) => {
        const { emit } = powerMonitor;
        Reflect.apply(emit, powerMonitor, ['suspend']);
      }),
    isContentProtected: () =>
      application.evaluate(({ BrowserWindow }) =>
        BrowserWindow.getAllWindows().every((window) => window.isContentProtected()),
      ),
    clickNotification: (index) =>
      application.evaluate((_, at) => {
        const notification = (Reflect.get(globalThis, 'curfewRecords') as Records).notifications[at];
        if (notification === undefined) throw new Error(`There is no notification ${at}.`);
        Reflect.apply(notification.emit, notification, ['click', {}]);
      }, index),
  };
}
