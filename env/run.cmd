@py -3 "%~dp0setup.py" run %*
