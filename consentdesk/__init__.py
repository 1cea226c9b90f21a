"""ConsentDesk keeps written photo permissions and lets no portrait out without a journaled one."""

__version__ = "0.1.0"
