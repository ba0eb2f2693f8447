"""Who uses the service and where: the sources of *Utbredelse*, read, checked and landed. See docs/usage.md."""
