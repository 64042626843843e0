import {
  Button,
  Checkbox,
  createTheme,
  InputWrapper,
  type MantineColorsTuple,
  Modal,
  PasswordInput,
  Select,
  Switch,
  Textarea,
  TextInput,
  Tooltip,
} from '@mantine/core';

/** For what can be pressed, and for nothing that warns. */
const accent: MantineColorsTuple = [
  '#eef4ff',
  '#dce8ff',
  '#b9d0ff',
  '#93b6ff',
  '#6f9dff',
  '#4c84f5',
  '#3269dc',
  '#2456bd',
  '#1c4699',
  '#163876',
];

/** The one red. It belongs to ending sessions. */
const end: MantineColorsTuple = [
  '#fff0f0',
  '#ffdede',
  '#fbbcbc',
  '#f69595',
  '#f07070',
  '#e5484d',
  '#d1262d',
  '#c4181f',
  '#a30f16',
  '#7f0a10',
];

const dark: MantineColorsTuple = [
  '#e6e9ee',
  '#c3cad4',
  '#9aa4b2',
  '#6b7583',
  '#434a56',
  '#343a44',
  '#24282f',
  '#16181c',
  '#111316',
  '#0c0d0f',
];

const size = 'xs';

export const theme = createTheme({
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif',
  fontFamilyMonospace: 'ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace',
  fontSizes: { xs: '13px', sm: '13px', md: '13px', lg: '15px', xl: '18px' },
  lineHeights: { xs: '1.4', sm: '1.45', md: '1.5', lg: '1.4', xl: '1.3' },
  headings: {
    fontWeight: '600',
    sizes: { h1: { fontSize: '18px' }, h2: { fontSize: '15px' }, h3: { fontSize: '13px' } },
  },
  spacing: { xs: '4px', sm: '8px', md: '12px', lg: '16px', xl: '24px' },
  radius: { xs: '2px', sm: '4px', md: '6px', lg: '8px', xl: '12px' },
  defaultRadius: 'md',
  colors: { accent, end, dark },
  black: '#14171c',
  primaryColor: 'accent',
  primaryShade: { light: 7, dark: 6 },
  respectReducedMotion: true,
  cursorType: 'pointer',
  components: {
    Button: Button.extend({ defaultProps: { size } }),
    TextInput: TextInput.extend({ defaultProps: { size } }),
    PasswordInput: PasswordInput.extend({ defaultProps: { size } }),
    Textarea: Textarea.extend({ defaultProps: { size } }),
    Select: Select.extend({ defaultProps: { size, allowDeselect: false } }),
    Switch: Switch.extend({ defaultProps: { size: 'sm' } }),
    InputWrapper: InputWrapper.extend({
      vars: () => ({
        label: {},
        success: {},
        error: { '--input-error-size': '12px' },
        description: { '--input-description-size': '12px' },
      }),
    }),
    Checkbox: Checkbox.extend({ defaultProps: { size, radius: 'sm' } }),
    Modal: Modal.extend({
      defaultProps: {
        transitionProps: { duration: 80 },
        centered: true,
        withCloseButton: false,
        size: 520,
        overlayProps: { backgroundOpacity: 0.5 },
      },
    }),
    Tooltip: Tooltip.extend({ defaultProps: { openDelay: 300, transitionProps: { duration: 80 } } }),
  },
});
