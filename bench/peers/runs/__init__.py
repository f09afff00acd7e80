"""What runs in the peers' own environments: ``python PROGRAM.py TASK.json`` reads the task's pages and writes answers.

None of these files imports anything of Vestnik, and each imports only what its environment has.
"""
