"""Start Explainer: ``python main.py`` opens the app, ``python main.py --help`` lists the rest."""

from explainer.cli import main

if __name__ == "__main__":
    raise SystemExit(main())
