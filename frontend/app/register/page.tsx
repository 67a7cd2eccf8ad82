import type { Metadata } from 'next';
import { Entrance } from '../../components/Entrance.tsx';

export const metadata: Metadata = { title: 'Create an account' };

export default function Page() {
  return <Entrance wish="register" />;
}
