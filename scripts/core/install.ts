/** How a program comes onto the PATH: a command for Debian and Ubuntu (WSL too), and one for macOS. */
type Install = { readonly linux: string; readonly macos: string };

const apt = (name: string): string => `sudo apt-get install -y ${name}`;

const installs: Readonly<Record<string, Install>> = {
  helm: { linux: 'sudo snap install helm --classic', macos: 'brew install helm' },
  kubectl: { linux: 'sudo snap install kubectl --classic', macos: 'brew install kubectl' },
  minikube: {
    linux:
      'curl -LO https://github.com/kubernetes/minikube/releases/latest/download/minikube-linux-amd64 && sudo install minikube-linux-amd64 /usr/local/bin/minikube',
    macos: 'brew install minikube',
  },
  docker: { linux: apt('docker.io docker-buildx'), macos: 'brew install --cask docker' },
  git: { linux: apt('git'), macos: 'xcode-select --install' },
  python3: { linux: apt('python3 python3-venv'), macos: 'brew install python@3.12' },
  node: { linux: 'sudo snap install node --classic --channel=24', macos: 'brew install node@24' },
  npm: { linux: 'sudo snap install node --classic --channel=24', macos: 'brew install node@24' },
  tar: { linux: apt('tar'), macos: 'brew install gnu-tar' },
  unzip: { linux: apt('unzip'), macos: 'brew install unzip' },
};

/** The remedy for a program that is missing or too old: the line to copy, per system. */
export const installRemedy = (program: string): string => {
  const install = installs[program];
  return install
    ? `Install it: on Debian or Ubuntu \`${install.linux}\`, on macOS \`${install.macos}\`.`
    : `Install ${program} and put it on the PATH.`;
};
