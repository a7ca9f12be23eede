"""``helloworld trace``: any program, run unchanged while what its threads wait for is recorded."""
