"""Learning: how does it learn?"""
