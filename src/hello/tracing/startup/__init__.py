"""The folder that ``helloworld trace`` puts on PYTHONPATH; nobody imports it as a package."""
