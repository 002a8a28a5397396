"""Clients: the register of the scope, and the clients behind any figure."""

from ui.frame import open_page
from ui.register import show_register

show_register(open_page("clients"))
