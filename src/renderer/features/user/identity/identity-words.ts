import type { UserView } from '../../../../contract/domain/user.ts';
import { formatLoginMethod } from '../../../messages/format-login-method.ts';

/** Who someone is, in a line: id, tenants, how they sign in. */
export function identityWords(view: UserView): string {
  if (view.kind === 'no-user') return view.id;
  const { id, tenantIds, loginMethods } = view.user;
  const methods = [...new Set(loginMethods.map(formatLoginMethod))];
  return [id, tenantIds.join(', '), methods.join(', ')].filter((part) => part !== '').join(' · ');
}
