@py -3 "%~dp0setup.py" bench %*
