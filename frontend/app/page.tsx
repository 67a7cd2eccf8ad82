import { cookies } from 'next/headers';
import { App } from '../components/App.tsx';

export default async function Page() {
  return <App returning={(await cookies()).has('todo_session')} />;
}
