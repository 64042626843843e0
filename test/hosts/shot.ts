/** Picture of a view: `npx tsx test/hosts/shot.ts --path /users --size 1440x900 --scheme dark --out FILE.png`. */
import { parseArgs } from 'node:util';
import { launchConsole } from './launch-console.ts';
import { takePicture } from './shared/picture.ts';

const { values } = parseArgs({
  options: {
    path: { type: 'string', default: '/' },
    size: { type: 'string', default: '1280x840' },
    scheme: { type: 'string', default: 'light' },
    out: { type: 'string', default: 'out/shot.png' },
  },
});
const [width = 1_280, height = 840] = values.size.split('x').map(Number);

const launched = await launchConsole({
  size: { width, height },
  colourScheme: values.scheme === 'dark' ? 'dark' : 'light',
});
try {
  if (values.path !== '/') await launched.goto(values.path);
  await takePicture(launched.page, values.out);
  process.stdout.write(`${values.out}\n`);
  for (const [kind, texts] of Object.entries(launched.problems)) {
    for (const text of texts) process.stdout.write(`${kind}: ${text}\n`);
  }
} finally {
  await launched.close();
}
