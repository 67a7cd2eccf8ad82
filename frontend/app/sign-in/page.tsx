import type { Metadata } from 'next';
import { Entrance } from '../../components/Entrance.tsx';

export const metadata: Metadata = { title: 'Log in' };

export default function Page() {
  return <Entrance wish="log-in" />;
}
