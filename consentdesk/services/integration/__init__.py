"""How the desktop learns of ConsentDesk: menu entries, file managers, the Send To menu.

Each system has a module that says which files that takes, as pure data; `placing` lays them into
the user's own folders and takes them away again. Nothing needs an administrator.
"""
