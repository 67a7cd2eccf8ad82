"""What uvicorn serves: the application made from this process's environment."""

from app.factory import create_app
from app.settings import Settings, load_or_exit

app = create_app(load_or_exit(Settings))
