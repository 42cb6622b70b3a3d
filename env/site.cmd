@py -3 -I -X utf8 "%~dp0setup.py" site %*
