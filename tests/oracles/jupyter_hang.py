"""Sends one cell that will not end, then waits: python3 jupyter_hang.py CONNECTION_FILE."""
import sys

from jupyter_client.blocking import BlockingKernelClient

client = BlockingKernelClient(connection_file=sys.argv[1])
client.load_connection_file()
client.start_channels()
client.wait_for_ready(timeout=30)
client.execute("hang")
sys.stdin.read()
