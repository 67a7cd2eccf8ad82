"""What uvicorn serves: the application made from this process's environment."""

import gc

from app.factory import create_app
from app.settings import Settings, load_or_exit

app = create_app(load_or_exit(Settings))

# What is there now stays for good; looking through it for garbage again and again would make single answers slow.
gc.collect()
gc.freeze()
